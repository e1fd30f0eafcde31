using System.Text.Json;
using Bench.Core;

namespace Bench.Results;

/// <summary>
/// What a configuration's strategy says beyond the names of its parts: where pruning begins and the parts' options, as columns of the table <c>cell</c>.
/// </summary>
internal sealed record StrategyOptions
{
    private static readonly string[] Parts = ["criterion", "scope", "structure", "schedule", "retraining", "measure-after"];

    /// <summary>Keys of a strategy that are read here.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["from", "layers-only", "layers-except", "floor", "cap", "measure-after", "shuffle", .. Parts.Select(part => $"{part}-options")];

    private readonly IReadOnlyDictionary<string, OptionValues> options;

    private StrategyOptions(IReadOnlyDictionary<string, OptionValues> options) => this.options = options;

    /// <summary>Such as <c>pretrained</c>, <c>initialization</c>, <c>epoch 2</c>.</summary>
    public required string StartPoint { get; init; }

    /// <summary>Those that are not at their default, such as <c>block=50 rounds=10</c>; null where all are.</summary>
    public string? Criterion => TextOf("criterion");
    public string? Scope => TextOf("scope");
    public string? Structure => TextOf("structure");
    public string? Schedule => TextOf("schedule");
    public string? Retraining => TextOf("retraining");
    public string? MeasureAfterOptions => TextOf("measure-after");

    /// <summary>Patterns separated by blanks; null: no such limit.</summary>
    public required string? LayersOnly { get; init; }
    public required string? LayersExcept { get; init; }
    public required double Floor { get; init; }
    public required double Cap { get; init; }
    public required string MeasureAfter { get; init; }
    public required bool Shuffled { get; init; }

    /// <summary>Everything that is not at its default, for the name of a composition: each with a blank before it; empty where there is none.</summary>
    public string Label => Said(part => TextOf(part)?.Split(' ').Select(option => $"{part}:{option}") ?? []);

    /// <summary>The same for hashes: files by the whole of their content's fingerprint.</summary>
    public string Hashed => Said(Canonical);

    /// <summary>What of it the control shares: where it begins, how it is trained and what is done before it is measured.</summary>
    public string HashedOfControl => string.Concat(new[]
    {
        From, Canonical("retraining"), After, Canonical("measure-after"),
    }.SelectMany(said => said).Select(said => $" {said}"));

    /// <summary>Of a strategy's JSON in a full or canonical configuration.</summary>
    public static StrategyOptions Of(JsonElement strategy)
    {
        JsonElement? Value(string key) => strategy.ValueKind == JsonValueKind.Object && strategy.TryGetProperty(key, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;
        string? Patterns(string key) => Value(key) is { } list && list.GetArrayLength() > 0
            ? string.Join(' ', list.EnumerateArray().Select(pattern => pattern.GetString())) : null;
        OptionValues Options(string part) => Value($"{part}-options") is { } options
            ? options.EnumerateObject().Aggregate(OptionValues.None, (all, option) => all.With(option.Name, option.Value)) : OptionValues.None;
        return new StrategyOptions(Parts.ToDictionary(part => part, Options, StringComparer.Ordinal))
        {
            StartPoint = Value("from")?.GetString() ?? "pretrained",
            LayersOnly = Patterns("layers-only"),
            LayersExcept = Patterns("layers-except"),
            Floor = Value("floor")?.GetDouble() ?? 0,
            Cap = Value("cap")?.GetDouble() ?? 1,
            MeasureAfter = Value("measure-after")?.GetString() ?? "nothing",
            Shuffled = Value("shuffle")?.GetBoolean() ?? false,
        };
    }

    private IEnumerable<string> From => StartPoint == "pretrained" ? [] : [$"from={StartPoint.Replace(' ', '-')}"];

    private IEnumerable<string> After => MeasureAfter == "nothing" ? [] : [$"measure-after={MeasureAfter}"];

    private IEnumerable<string> Canonical(string part) => options[part].IsEmpty ? [] : [$"{part}-options={options[part].Canonical}"];

    private string Said(Func<string, IEnumerable<string>> optionsOf) => string.Concat(new[]
    {
        From,
        optionsOf("criterion"),
        optionsOf("scope"),
        LayersOnly is null ? [] : [$"layers-only={LayersOnly.Replace(' ', ',')}"],
        LayersExcept is null ? [] : [$"layers-except={LayersExcept.Replace(' ', ',')}"],
        Floor == 0 ? [] : [$"floor={RecipeOptions.Number(Floor)}"],
        Cap == 1 ? [] : [$"cap={RecipeOptions.Number(Cap)}"],
        Shuffled ? ["shuffled"] : [],
        optionsOf("structure"),
        optionsOf("schedule"),
        optionsOf("retraining"),
        After,
        optionsOf("measure-after"),
    }.SelectMany(said => said).Select(said => $" {said}"));

    private string? TextOf(string part) => options[part].IsEmpty ? null
        : string.Join(' ', options[part].Names.Select(name => $"{name}={Word(options[part].Find(name)!.Value)}"));

    // Without blanks and quotes; a file by the beginning of its fingerprint, another strategy by its parts.
    private static string Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Replace(' ', '-'),
        JsonValueKind.Object when value.TryGetProperty("sha256", out var content) => content.GetString()![..Math.Min(8, content.GetString()!.Length)],
        JsonValueKind.Object => $"({string.Join(',', value.EnumerateObject().Where(p => !IsNothing(p.Value)).Select(p => $"{p.Name}={Word(p.Value)}"))})",
        JsonValueKind.Array => $"({string.Join(',', value.EnumerateArray().Select(Word))})",
        _ => value.GetRawText(),
    };

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
