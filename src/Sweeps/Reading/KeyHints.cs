using System.Globalization;
using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>What is meant by a key that is not known where it is written: another word for one that is, or one that belongs elsewhere.</summary>
internal static class KeyHints
{
    /// <summary>What is meant, or where it belongs; null where nothing is near.</summary>
    /// <param name="key">What is written.</param>
    /// <param name="value">What is written after it.</param>
    /// <param name="valid">The keys that are known there.</param>
    public static string? Of(string key, YamlNode value, IReadOnlyCollection<string> valid)
    {
        var written = Lookalikes.Replaced(key).Trim().Trim('"', '\'');
        if (Lookalikes.In(key) is { } foreign) return foreign;
        if (valid.FirstOrDefault(v => Names.Same(v, written)) is { } same) return Names.DidYouMean(same);
        if (Split(written, valid) is { } split) return split;
        if (KeySynonyms.IsSparsity(written) || KeySynonyms.IsDensity(written))
            return $"ratios are total ÷ kept parameters, {KeyPlaces.All["compressions"]}: {Ratios(KeySynonyms.IsDensity(written), value)}";
        if (KeySynonyms.AnswerTo(written) is { } answer) return answer;
        if (KeySynonyms.KeysFor(written) is { Length: > 0 } meant)
            return meant.FirstOrDefault(valid.Contains) is { } here ? Names.DidYouMean(here) : $"'{meant[^1]}' belongs {KeyPlaces.All[meant[^1]]}";
        if (KeySynonyms.OptionFor(written) is { } option) return $"it is an option of the command: bench run FILE {option}";
        if (KeyPlaces.All.Keys.FirstOrDefault(k => Names.Same(k, written)) is { } elsewhere) return $"it belongs {KeyPlaces.All[elsewhere]}";
        if (Names.Nearest(written, valid) is { } nearest) return Names.DidYouMean(nearest);
        return written.Length > 5 && Names.Nearest(written, KeyPlaces.All.Keys) is { } far ? $"did you mean '{far}'? It belongs {KeyPlaces.All[far]}" : null;
    }

    // `{epochs 3}` and `{epochs:3}` are keys without a value.
    private static string? Split(string written, IEnumerable<string> valid)
    {
        foreach (var key in valid.Where(k => written.StartsWith(k, StringComparison.Ordinal)))
            if (written[key.Length..] is [':' or ' ' or '=', ..] rest && rest.Trim(' ', ':', '=') is { Length: > 0 } value)
                return $"{(rest[0] == ':' ? "a blank is missing after the colon" : "a colon is missing")}: write '{key}: {value}'";
        return null;
    }

    private static string Ratios(bool density, YamlNode value)
    {
        var kept = (value is YamlList list ? list.Items : [value]).OfType<YamlScalar>().Select(s => Kept(s.Text, density)).ToList();
        return kept.Count > 0 && kept.TrueForAll(k => k > 0)
            ? $"write 'compressions: [{string.Join(", ", kept.Select(k => ValueHints.Short(1 / k)))}]'"
            : "a sparsity of 0.9, which is a density of 0.1, is 'compressions: [10]'";
    }

    private static double Kept(string text, bool density) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) && fraction is >= 0 and <= 1
            ? density ? fraction : 1 - fraction
            : double.NaN;
}
