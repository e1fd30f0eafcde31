using System.Globalization;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// Reads labels as they are written and makes classes of them. Where they are words that nobody has put in order, classes are counted as
/// they come, until <see cref="InOrder"/> sorts them.
/// </summary>
public sealed class Labels(SampleForm form)
{
    private const int MostListed = 12;
    private const double MostWhole = 1L << 53;

    private readonly Dictionary<string, long> words = form.Names is { } names ? Numbered(names) : new(StringComparer.Ordinal);

    /// <summary>In how many columns a label is written.</summary>
    public int Columns => form.OneHot ? form.Classes : 1;

    /// <summary>What labels may be, in words.</summary>
    public string Valid => form.OneHot ? $"a single 1 among {form.Classes} zeros"
        : !form.Words ? $"{form.From} to {form.From + form.Classes - 1}"
        : form.Names is { } names ? $"{string.Join(", ", names.Take(MostListed))}{(names.Count > MostListed ? $" and {names.Count - MostListed} more" : "")}"
        : $"{form.Classes} words";

    /// <summary>The words found, sorted; null: labels are no words, or the sweep names them.</summary>
    public IReadOnlyList<string>? Found => form.Words && form.Names is null ? [.. words.Keys.Order(CodePointOrder.Comparer)] : null;

    /// <summary>The class of a label that is written as a text; null: it is no label.</summary>
    public long? Of(string text) => form.Words ? OfWord(Plain(text)) : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Of(number) : null;

    /// <summary>The class of a label that is a number; null: it is no label. 3.0 is one as much as 3: tables that passed through floating-point columns have them.</summary>
    public long? Of(double number) =>
        form.Words ? OfWord(Plain(number))
        : number >= form.From && number < (double)form.From + form.Classes && number == Math.Floor(number) ? (long)number - form.From
        : null;

    /// <summary>The class of a label in as many columns as classes; null: not one of them is 1 and the others 0.</summary>
    public long? Of(ReadOnlySpan<double> columns)
    {
        if (!form.OneHot) return columns.Length > 0 ? Of(columns[0]) : null;
        var one = columns.IndexOf(1);
        return columns.Length == form.Classes && one >= 0 && !columns[..one].ContainsAnyExcept(0.0) && !columns[(one + 1)..].ContainsAnyExcept(0.0) ? one : null;
    }

    /// <summary>The classes of samples, of words in alphabetical order.</summary>
    public RawSamples InOrder(RawSamples samples)
    {
        if (Found is not { } names) return samples;
        var places = names.Select((name, i) => (words[name], (long)i)).ToDictionary(p => p.Item1, p => p.Item2);
        return samples with { Labels = [.. samples.Labels.Select(label => places[label])] };
    }

    private long? OfWord(string word) =>
        words.TryGetValue(word, out var known) ? known
        : form.Names is null && words.Count < form.Classes && word.Length > 0 ? words[word] = words.Count
        : null;

    private static Dictionary<string, long> Numbered(IReadOnlyList<string> names)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
            if (!words.TryAdd(Plain(name), i)) throw new UserError($"labels: '{name}' and '{names[(int)words[Plain(name)]]}' are the same label");
        return words;
    }

    // A number is the same word with a sign, zeros before it or zeros behind its point; in any other form, such as 1e3, a word is as it is written.
    private static string Plain(string text)
    {
        text = text.Trim();
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || digits.Length == 0 || !digits.All(c => char.IsAsciiDigit(c) || c == '.') || digits.Count(c => c == '.') > 1 || !digits.Any(char.IsAsciiDigit)) return text;
        var whole = digits.Split('.')[0].TrimStart('0');
        var fraction = digits.Contains('.', StringComparison.Ordinal) ? digits.Split('.')[1].TrimEnd('0') : "";
        var plain = (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : $".{fraction}");
        return text[0] == '-' && plain != "0" ? $"-{plain}" : plain;
    }

    private static string Plain(double number) =>
        number == Math.Floor(number) && Math.Abs(number) < MostWhole ? ((long)number).ToString(CultureInfo.InvariantCulture) : Plain(number.ToString("R", CultureInfo.InvariantCulture));
}
