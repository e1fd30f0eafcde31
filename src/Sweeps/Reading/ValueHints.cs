using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Sweeps.Reading;

/// <summary>How a value that is written wrongly would be written.</summary>
internal static partial class ValueHints
{
    private const int MostOfRange = 20;

    /// <summary>For a number: <c>: write 4</c>; empty where nobody can tell.</summary>
    /// <param name="scalar">What is written.</param>
    /// <param name="ratios">Whether compression ratios are wanted, where a fraction may mean what is kept or what is removed.</param>
    /// <param name="fits">Whether a number would do.</param>
    public static string Number(YamlScalar scalar, bool ratios, Func<double, bool> fits)
    {
        var text = Lookalikes.Replaced(scalar.Text).Trim().Trim('"', '\'').Trim();
        if (Parse(text) is { } number && fits(number)) return scalar.Plain ? $": write {Short(number)}" : $": write {Short(number)} without quotes";
        if (Percent().Match(text) is { Success: true } percent && Parse(percent.Groups[1].Value) is { } hundredths)
            return ratios ? Kept(hundredths / 100, $"{Short(hundredths)} %") : fits(hundredths / 100) ? $": write {Short(hundredths / 100)}" : "";
        if (ratios && Parse(text) is > 0 and < 1 and var fraction) return Kept(fraction, Short(fraction));
        if (Several().IsMatch(text)) return $": numbers are separated by commas, as in [{Spaces().Replace(text, ", ")}]";
        if (!ratios && Counted(text) is { } counted) return $": write each one: {counted}";
        return Meant(text) is { } meant && fits(meant) ? $": write {Short(meant)}" : "";
    }

    /// <summary>For <c>true</c> or <c>false</c>.</summary>
    public static string Flag(YamlScalar scalar)
    {
        var text = scalar.Text.Trim().ToLowerInvariant();
        var meant = text is "true" or "yes" or "on" or "1" or "y" ? "true" : text is "false" or "no" or "off" or "0" or "n" ? "false" : null;
        return meant is null ? "" : $": write {meant}{(scalar.Plain ? "" : " without quotes")}";
    }

    /// <summary>For a list, of what is written in its place.</summary>
    public static string List(YamlNode node, string key)
    {
        if (node is YamlMap map)
            return map.Entries.Any(e => e.Key.Text is "name" or "criterion" or "format" or "datasets" or "models" or "seeds")
                ? ": write '- ' before its first key, which makes it an item of a list"
                : map.Entries.All(e => e.Value is YamlScalar { IsNull: true }) && map.Entries.Count > 0 ? $": write [{string.Join(", ", map.Entries.Select(e => e.Key.Text))}]" : "";
        if (node is not YamlScalar scalar) return "";
        if (scalar.Text.Contains(" - ", StringComparison.Ordinal)) return ": write every item, with its '- ', on a line of its own below the key";
        var text = Lookalikes.Replaced(scalar.Text).Trim().Trim('[', ']', '(', ')').Trim();
        if (text.Length == 0 || key == "experiments" || text.Contains('(')) return "";
        if (text is "all") return ": there is no word for all of them; write each";
        if (text.Split(' ').All(w => w is ['-', not (' ' or '-' or (>= '0' and <= '9')), ..])) return ": a blank is missing after '-'";
        if (Range().IsMatch(text)) return key == "seeds" && Counted(text) is { } counted ? $": write [{counted}]" : "";
        var separated = key switch { "train" or "test" => text.Split(','), "shape" => text.Split(',', ' ', 'x', '×'), _ => text.Split(',', ';', ' ', '\t', '\n') };
        var items = separated.Select(i => i.Trim().Trim('"', '\'', '-')).Where(i => i.Length > 0).ToList();
        if (key is "compressions" or "seeds" or "drops" or "shape" or "mean" or "std" && !items.TrueForAll(i => Parse(i) is not null)) return "";
        var few = key == "seeds" && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 1 and <= MostOfRange
            ? $", or [{string.Join(", ", Enumerable.Range(1, n))}] for {n} of them" : "";
        return $": write [{string.Join(", ", items)}]{few}";
    }

    /// <summary>For a single value, of a list in its place.</summary>
    public static string One(YamlNode node, string key) => node switch
    {
        YamlList { Items: [YamlScalar { IsNull: false } only] } => $": write {only.Text}, without brackets",
        YamlList { Items.Count: > 1 } when key is not ("compressions" or "seeds" or "drops" or "shape" or "mean" or "std") => ": it has one value; another one needs a block of 'experiments'",
        _ => "",
    };

    /// <summary>A number without noise: 1.3333, 1e-08.</summary>
    public static string Short(double number) => number.ToString(Math.Abs(number) is >= 1e-4 and < 1e9 ? "0.####" : "R", CultureInfo.InvariantCulture);

    // 1-5, 1..5, 1 to 5
    private static string? Counted(string text) =>
        Range().Match(text) is { Success: true } range && int.TryParse(range.Groups[1].Value, out var from) && int.TryParse(range.Groups[2].Value, out var to)
        && to > from && to - from < MostOfRange ? string.Join(", ", Enumerable.Range(from, to - from + 1)) : null;

    private static string Kept(double fraction, string written) => fraction is > 0 and < 1
        ? $": a ratio is total ÷ kept, so {written} kept is {Short(1 / fraction)} and {written} removed is {Short(1 / (1 - fraction))}"
        : fraction == 1 ? ": all kept is 1" : "";

    // 4x, x4, 10 epochs, 1_000, 1,000, 0,5, 1/2, 2^4, 10k.
    private static double? Meant(string text)
    {
        if (Times().Match(text) is { Success: true } times) return Parse(times.Groups[1].Value + times.Groups[2].Value);
        if (Thousands().IsMatch(text)) return Parse(text.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal));
        if (DecimalComma().IsMatch(text)) return Parse(text.Replace(',', '.'));
        if (Quotient().Match(text) is { Success: true } quotient) return Parse(quotient.Groups[1].Value) / Parse(quotient.Groups[2].Value);
        if (Power().Match(text) is { Success: true } power) return Math.Pow(Parse(power.Groups[1].Value) ?? double.NaN, Parse(power.Groups[2].Value) ?? double.NaN);
        if (Unit().Match(text) is { Success: true } unit) return Parse(unit.Groups[1].Value) * (unit.Groups[2].Value switch { "k" or "K" => 1e3, "M" => 1e6, _ => 1 });
        return null;
    }

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    [GeneratedRegex(@"^([\d.]+) ?%$")]
    private static partial Regex Percent();

    [GeneratedRegex(@"^(?:([\d.]+) ?[x×X]|[x×X] ?([\d.]+))$")]
    private static partial Regex Times();

    [GeneratedRegex(@"^\d{1,3}([_,]\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^\d+,\d+$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^([\d.]+) ?/ ?([\d.]+)$")]
    private static partial Regex Quotient();

    [GeneratedRegex(@"^(\d+) ?(?:\^|\*\*) ?(\d+)$")]
    private static partial Regex Power();

    [GeneratedRegex(@"^([\d.]+(?:e-?\d+)?) ?([A-Za-z]+)$")]
    private static partial Regex Unit();

    [GeneratedRegex(@"^(\d+) ?(?:-|\.\.\.?|:|to) ?(\d+)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^-?[\d.]+(\s+-?[\d.]+)+$")]
    private static partial Regex Several();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
