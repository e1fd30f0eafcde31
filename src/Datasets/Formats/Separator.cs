using System.Globalization;
using System.Text;

namespace Bench.Datasets;

/// <summary>What stands between the columns of a table.</summary>
/// <param name="Name">As a sweep says it.</param>
/// <param name="Letter">The character.</param>
/// <param name="InWords">As messages say it.</param>
internal sealed record Separator(string Name, char Letter, string InWords)
{
    private const int Looked = 1 << 22;

    public static Separator Comma { get; } = new("comma", ',', "commas");

    /// <summary>The likeliest first. Blanks may be tabs too, and any number of them.</summary>
    public static IReadOnlyList<Separator> All { get; } = [Comma, new("tab", '\t', "tabs"), new("semicolon", ';', "semicolons"), new("blanks", ' ', "blanks")];

    /// <summary>Whether any number of blanks stands between two columns.</summary>
    public bool IsBlanks => Name == "blanks";

    /// <summary>
    /// The separator that gives the first row (of the samples) as many columns as it has to have, all numbers but for the label; else one that gives as
    /// many; else the one that gives most.
    /// </summary>
    /// <param name="file">The table.</param>
    /// <param name="header">Whether its first row is a header.</param>
    /// <param name="columns">How many there have to be.</param>
    /// <param name="isPixel">Whether a column, counted from 0, is a pixel's.</param>
    public static Separator Of(DataFile file, bool header, int columns, Func<int, bool> isPixel)
    {
        var start = Encoding.UTF8.GetString(file.Start(Looked)).TrimStart('\uFEFF');
        var row = start.Split('\n').Select(line => line.Trim('\r')).Where(line => line.Trim().Length > 0).Skip(header ? 1 : 0).FirstOrDefault() ?? "";
        var split = All.Select(by => (By: by, Fields: by.Split(row))).ToList();
        return split.Find(s => s.Fields.Length == columns && AreNumbers(s.Fields, s.By != Comma, isPixel)).By
            ?? split.Find(s => s.Fields.Length == columns).By
            ?? split.MaxBy(s => s.Fields.Length).By; // of equal ones the first
    }

    private string[] Split(string row) => IsBlanks ? row.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) : row.Split(Letter);

    private static bool AreNumbers(string[] fields, bool decimalCommas, Func<int, bool> isPixel)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var text = fields[i].Trim().Trim('"');
            if (isPixel(i) && !double.TryParse(decimalCommas ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return false;
        }
        return true;
    }
}
