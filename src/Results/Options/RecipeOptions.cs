using System.Globalization;
using System.Text.Json;

namespace Bench.Results;

/// <summary>
/// How something is trained, in columns: a row of the table <c>recipe</c>. What its optimizer or schedule does not look at is null. The text names
/// all options but those at their default, so that equal recipes have equal texts, whatever they are called and whichever build wrote them.
/// </summary>
internal sealed record RecipeOptions
{
    private static readonly string[] Labels = ["name"], Known =
        ["batch", "crop-padding", "epochs", "flip", "learning-rate", "optimizer", "resized-crop", "scale-l1", "steps"],
        KnownOfRates = ["rate", "candidates", "schedule", "warmup", "drops", "gamma", "cycles"],
        KnownOfOptimizer = ["name", "momentum", "nesterov", "weight-decay", "beta1", "beta2", "epsilon"];

    public required int? Epochs { get; init; }
    public required int? Steps { get; init; }
    public required int Batch { get; init; }
    public required string Optimizer { get; init; }
    public required double Rate { get; init; }
    public required string RateSchedule { get; init; }
    public required double Warmup { get; init; }
    public required string? Drops { get; init; }
    public required double? Gamma { get; init; }

    /// <summary>Peak rates among which validation chooses, separated by blanks, the first being <see cref="Rate"/>.</summary>
    public required string? Rates { get; init; }
    public required int? Cycles { get; init; }
    public required double? Momentum { get; init; }
    public required bool? Nesterov { get; init; }
    public required double WeightDecay { get; init; }
    public required double? Beta1 { get; init; }
    public required double? Beta2 { get; init; }
    public required double? Epsilon { get; init; }
    public required bool Flip { get; init; }
    public required int CropPadding { get; init; }
    public required double ResizedCrop { get; init; }
    public required double ScaleL1 { get; init; }

    /// <summary>Options that have no column, such as <c>a-new-one 3</c>: they still tell recipes apart.</summary>
    public required string Others { get; init; }

    public string Text => field ??= string.Join(", ", new[]
    {
        Epochs is { } epochs ? $"{epochs} epoch{(epochs == 1 ? "" : "s")}" : Steps is { } steps ? $"{steps} step{(steps == 1 ? "" : "s")}" : "",
        $"batch {Batch}",
        Optimizer + Given("momentum", Momentum, 0) + (Nesterov == true ? " nesterov" : "") + Given("beta1", Beta1, 0.9) + Given("beta2", Beta2, 0.999)
            + Given("epsilon", Epsilon, 1e-8) + Given("weight-decay", WeightDecay, 0),
        $"rate {Rates?.Replace(" ", " or ", StringComparison.Ordinal) ?? Number(Rate)} {RateSchedule}" + (Drops is null ? "" : $" at {Drops}")
            + Given("gamma", Gamma, 0.1) + Given("cycles", Cycles, 2) + Given("warmup", Warmup, 0),
        Flip ? "flip" : "",
        CropPadding == 0 ? "" : $"crop-padding {CropPadding}",
        ResizedCrop == 0 ? "" : $"resized-crop {Number(ResizedCrop)}",
        ScaleL1 == 0 ? "" : $"scale-l1 {Number(ScaleL1)}",
        Others,
    }.Where(part => part != ""));

    public string Id => field ??= ShortHash.Of(Text);

    /// <summary>Of a recipe's JSON, as in a full or in a canonical configuration; null where there is none.</summary>
    public static RecipeOptions? Of(JsonElement configuration, string key)
    {
        if (!configuration.TryGetProperty(key, out var recipe) || recipe.ValueKind != JsonValueKind.Object) return null;
        var (rates, optimizer) = (recipe.GetProperty("learning-rate"), recipe.GetProperty("optimizer"));
        var (byStep, name) = (Word(rates, "schedule") == "step", optimizer.GetProperty("name").GetString()!);
        return new RecipeOptions
        {
            Epochs = (int?)Value(recipe, "epochs"), Steps = (int?)Value(recipe, "steps"), Batch = recipe.GetProperty("batch").GetInt32(),
            Optimizer = name,
            Rate = rates.GetProperty("rate").GetDouble(), RateSchedule = Word(rates, "schedule") ?? "constant", Warmup = Value(rates, "warmup") ?? 0,
            Drops = byStep && rates.TryGetProperty("drops", out var drops) ? string.Join(' ', drops.EnumerateArray().Select(d => Number(d.GetDouble()))) : null,
            Rates = rates.TryGetProperty("candidates", out var candidates) && candidates.ValueKind == JsonValueKind.Array && candidates.GetArrayLength() > 0
                ? string.Join(' ', candidates.EnumerateArray().Select(c => Number(c.GetDouble()))) : null,
            Cycles = Word(rates, "schedule") == "cyclic" ? (int?)Value(rates, "cycles") ?? 2 : null,
            Gamma = byStep ? Value(rates, "gamma") ?? 0.1 : null,
            Momentum = name == "sgd" ? Value(optimizer, "momentum") ?? 0 : null, Nesterov = name == "sgd" ? Flag(optimizer, "nesterov") : null,
            WeightDecay = Value(optimizer, "weight-decay") ?? 0,
            Beta1 = name == "sgd" ? null : Value(optimizer, "beta1") ?? 0.9, Beta2 = name == "sgd" ? null : Value(optimizer, "beta2") ?? 0.999,
            Epsilon = name == "sgd" ? null : Value(optimizer, "epsilon") ?? 1e-8,
            Flip = Flag(recipe, "flip"), CropPadding = (int?)Value(recipe, "crop-padding") ?? 0, ResizedCrop = Value(recipe, "resized-crop") ?? 0,
            ScaleL1 = Value(recipe, "scale-l1") ?? 0,
            Others = string.Join(' ',
                [.. Unknown(recipe, [.. Known, .. Labels], ""), .. Unknown(rates, KnownOfRates, "learning-rate."), .. Unknown(optimizer, KnownOfOptimizer, "optimizer.")]),
        };
    }

    /// <summary>Adds the row where it is not there; some of its columns, where the table has no others.</summary>
    public void Store(Database database, IReadOnlySet<string>? only = null)
    {
        (string Column, object? Value)[] row =
        [
            ("id", Id), ("text", Text), ("epochs", Epochs), ("steps", Steps), ("batch", Batch), ("optimizer", Optimizer), ("rate", Rate), ("rates", Rates),
            ("rate_schedule", RateSchedule), ("warmup", Warmup), ("drops", Drops), ("gamma", Gamma), ("cycles", Cycles), ("momentum", Momentum), ("nesterov", Nesterov),
            ("weight_decay", WeightDecay), ("beta1", Beta1), ("beta2", Beta2), ("epsilon", Epsilon), ("flip", Flip), ("crop_padding", CropPadding),
            ("resized_crop", ResizedCrop), ("scale_l1", ScaleL1),
        ];
        database.Insert("recipe", ignore: true, [.. row.Where(value => only?.Contains(value.Column) != false)]);
    }

    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Unknown(JsonElement of, string[] known, string prefix) => of.EnumerateObject()
        .Where(p => !known.Contains(p.Name) && p.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)
            && !(p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() == 0))
        .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{prefix}{p.Name} {p.Value.GetRawText()}");

    private static string Given(string name, double? value, double standing) => value is { } given && given != standing ? $" {name} {Number(given)}" : "";

    private static double? Value(JsonElement of, string key) => of.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string? Word(JsonElement of, string key) => of.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement of, string key) => of.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
}
