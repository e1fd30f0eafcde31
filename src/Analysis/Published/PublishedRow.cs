using System.Globalization;
using Bench.Core;

namespace Bench.Analysis.Published;

/// <summary>Reads the fields of one row and keeps what is wrong with them.</summary>
internal sealed class PublishedRow(Func<string, string> field)
{
    private const int LongestText = 1000;
    private readonly List<string> wrong = [];

    /// <summary>Each mistake, with the column.</summary>
    public IReadOnlyList<string> Wrong => wrong;

    public bool IsEmpty(string column) => field(column) == "";

    /// <summary>A text of one line.</summary>
    public string Text(string column, bool may = false, Func<string, string?>? wrongOf = null)
    {
        var text = field(column);
        if (text == "" && !may) Check(column, ["it is empty"]);
        if (text.Any(char.IsControl)) Check(column, [$"{Names.Quoted(text)} holds a line break or another control character"]);
        if (text.Length > LongestText) Check(column, [$"{Names.Quoted(text)} has {text.Length} characters; {LongestText} at most"]);
        if (text != "" && wrongOf?.Invoke(text) is { } mistake) Check(column, [mistake]);
        return text;
    }

    /// <summary>A number between two others; null where the field is empty, or wrong.</summary>
    public double? Number(string column, double least, double greatest, string what)
    {
        var text = field(column);
        if (text == "") return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            Check(column, [$"{Names.Quoted(text)} is no number{(text.Contains(',', StringComparison.Ordinal) ? " (decimals follow a point)" : text.EndsWith('%') ? " (leave the % out)" : "")}"]);
        else if (!(number >= least && number <= greatest))
            Check(column, [FormattableString.Invariant($"{Names.Quoted(text)} cannot be: it is {what}, from {least} to {greatest}")]);
        else return number;
        return null;
    }

    /// <summary>A whole number from 1; null where the field is empty, or wrong.</summary>
    public int? Count(string column)
    {
        var text = field(column);
        if (text == "") return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1) return count;
        Check(column, [$"{Names.Quoted(text)} is no whole number from 1"]);
        return null;
    }

    /// <summary>Yes, or nothing: true; no: false.</summary>
    public bool YesOrNo(string column)
    {
        if (field(column) is not ("" or "yes" or "no")) Check(column, [$"{Names.Quoted(field(column))} is neither yes nor no"]);
        return field(column) != "no";
    }

    /// <summary>Keeps mistakes of a column.</summary>
    public void Check(string column, IEnumerable<string> mistakes) => wrong.AddRange(mistakes.Select(m => $"{column}: {m}"));
}
