using System.Globalization;
using System.Text.Json;

namespace Bench.Core;

/// <summary>
/// An option of a part of a strategy (a criterion, a scope, ...). It lives with its part; the reader of sweeps, the identity of cells, the docs and
/// <c>bench list</c> know it from there. A released default never changes.
/// </summary>
/// <param name="Name">The key in a sweep.</param>
/// <param name="Meaning">One line.</param>
public abstract record PartOption(string Name, string Meaning)
{
    /// <summary>The value where a sweep gives none, as a sweep would write it; empty where it must be given.</summary>
    public abstract string Standing { get; }

    /// <summary>Which values are valid, in words.</summary>
    public abstract string Valid { get; }

    /// <summary>Whether a sweep must give it.</summary>
    public bool IsRequired => Standing == "";
}

/// <summary>A whole number.</summary>
public sealed record WholeOption(string Name, int Default, string Meaning) : PartOption(Name, Meaning)
{
    public int Least { get; init; } = 1;
    public int Most { get; init; } = 1_000_000_000;
    public override string Standing => Default.ToString(CultureInfo.InvariantCulture);
    public override string Valid => Most < 1_000_000_000 ? $"a whole number from {Least} to {Most}" : $"a whole number from {Least}";

    public int Of(OptionValues values) => values.Find(Name) is { } value ? value.GetInt32() : Default;
}

/// <summary>A number.</summary>
public sealed record NumberOption(string Name, double Default, string Meaning) : PartOption(Name, Meaning)
{
    public double Low { get; init; }
    public double High { get; init; } = double.MaxValue;

    /// <summary>Whether <see cref="Low"/> itself is refused.</summary>
    public bool IsAboveLow { get; init; }
    public override string Standing => Plain(Default);
    public override string Valid => (IsAboveLow, High < double.MaxValue) switch
    {
        (false, true) => $"a number from {Plain(Low)} to {Plain(High)}",
        (true, true) => $"a number above {Plain(Low)}, at most {Plain(High)}",
        (false, false) => $"a number from {Plain(Low)}",
        (true, false) => $"a number above {Plain(Low)}",
    };

    // As a sweep is written by hand: 0.00001, not 1E-05.
    private static string Plain(double number) => number.ToString("0.####################", CultureInfo.InvariantCulture);

    public bool Allows(double value) => double.IsFinite(value) && (IsAboveLow ? value > Low : value >= Low) && value <= High;

    public double Of(OptionValues values) => values.Find(Name) is { } value ? value.GetDouble() : Default;
}

/// <summary>Some numbers, none twice; their order is of no meaning.</summary>
public sealed record NumbersOption(string Name, IReadOnlyList<double> Default, string Meaning) : PartOption(Name, Meaning)
{
    /// <summary>All lie between these, which are refused themselves.</summary>
    public double Low { get; init; }
    public double High { get; init; } = double.MaxValue;
    public override string Standing => $"[{string.Join(", ", Default.Select(n => n.ToString(CultureInfo.InvariantCulture)))}]";
    public override string Valid => string.Create(CultureInfo.InvariantCulture, $"numbers above {Low} and below {High}, such as {Standing}");

    public bool Allows(double value) => value > Low && value < High;

    /// <summary>The value as it is stored, the largest first; null where it is the default.</summary>
    public JsonElement? Value(IReadOnlyList<double> numbers)
    {
        double[] sorted = [.. numbers.OrderDescending()];
        return sorted.SequenceEqual(Default.OrderDescending()) ? null : JsonSerializer.SerializeToElement(sorted);
    }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<double> Of(OptionValues values) =>
        values.Find(Name) is { } value ? [.. value.EnumerateArray().Select(n => n.GetDouble())] : [.. Default.OrderDescending()];
}

/// <summary>One of some names.</summary>
public sealed record ChoiceOption(string Name, string Default, string Meaning, IReadOnlyList<string> Choices) : PartOption(Name, Meaning)
{
    public override string Standing => Default;
    public override string Valid => $"one of {string.Join(", ", Choices)}";

    public string Of(OptionValues values) => values.Find(Name) is { } value ? value.GetString()! : Default;
}

/// <summary>Yes or no; no by default.</summary>
public sealed record FlagOption(string Name, string Meaning) : PartOption(Name, Meaning)
{
    public override string Standing => "false";
    public override string Valid => "true or false";

    public bool Of(OptionValues values) => values.Find(Name)?.GetBoolean() ?? false;
}

/// <summary>Name patterns, or kinds of layers, with a number from 0 to 1 each; must be given.</summary>
public sealed record TableOption(string Name, string Meaning) : PartOption(Name, Meaning)
{
    public override string Standing => "";
    public override string Valid => "names of layers, patterns or kinds with densities from 0 to 1, such as {conv1: 1, fc*: 0.05, conv2d: 0.2}";

    /// <summary>In the order in which the sweep writes them.</summary>
    public IReadOnlyList<(string Pattern, double Number)> Of(OptionValues values) =>
        [.. values.Find(Name)!.Value.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetDouble()))];
}

/// <summary>A file, known by its content; must be given.</summary>
public sealed record FileOption(string Name, string Meaning) : PartOption(Name, Meaning)
{
    public override string Standing => "";
    public override string Valid => "the path of a safetensors file";

    /// <summary>The file's path and the SHA-256 that it had when the sweep was planned.</summary>
    public (string Path, string Sha256) Of(OptionValues values)
    {
        var file = values.Find(Name)!.Value;
        return (file.GetProperty("path").GetString()!, file.GetProperty("sha256").GetString()!);
    }

    /// <summary>The value as it is stored.</summary>
    public static JsonElement Value(string path, string sha256) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["path"] = path, ["sha256"] = sha256 });
}

/// <summary>Another strategy, by its composition; must be given.</summary>
public sealed record StrategyOption(string Name, string Meaning) : PartOption(Name, Meaning)
{
    public override string Standing => "";
    public override string Valid => "the name of a strategy";

    /// <summary>The composition as JSON.</summary>
    public JsonElement Of(OptionValues values) => values.Find(Name)!.Value;
}
