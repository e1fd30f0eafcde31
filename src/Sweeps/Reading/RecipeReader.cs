using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads <c>pretraining</c> and <c>retraining</c>.</summary>
internal static class RecipeReader
{
    private static readonly string[] Optimizers = ["sgd", "adam", "adamw"];

    /// <summary>All that a recipe may say.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["recipe", "epochs", "steps", "batch", "flip", "crop-padding", "resized-crop", "scale-l1", "optimizer", "learning-rate"];

    public static RecipePatch Read(Section section, Mistakes mistakes)
    {
        var patch = new RecipePatch
        {
            Line = section.Line,
            Recipe = section.Name("recipe", RecipeCatalogue.All.Select(r => r.Name)),
            Epochs = section.Whole("epochs", 1, RunLimit.Steps),
            Steps = section.Whole("steps", 1, RunLimit.Steps),
            Batch = section.Whole("batch", 1, RunLimit.Steps),
            Flip = section.Flag("flip"),
            CropPadding = section.Whole("crop-padding", 0, 64),
            ResizedCrop = section.Number("resized-crop", s => s is >= 0 and <= 1, "the least share of an image's area, from 0 (none) to 1, such as 0.08"),
            ScaleL1 = section.Number("scale-l1", s => s >= 0, "a number from 0"),
            Optimizer = Optimizer(section, mistakes),
            LearningRate = LearningRate(section, mistakes),
        };
        if (section.Has("epochs") && section.Has("steps"))
            mistakes.Add(section.LineOf("steps"), "both 'epochs' and 'steps' are given; a run has one length: keep one of them");
        section.Done();
        return patch;
    }

    /// <summary>What is meant by something else than keys with values; null where nothing is seen.</summary>
    public static string? Meant(YamlNode node) => node switch
    {
        YamlScalar { IsNull: false } name when RecipeCatalogue.All.FirstOrDefault(r => Names.Same(r.Name, name.Text)) is { } recipe => $"write {{recipe: {recipe.Name}}}",
        YamlScalar { IsNull: true } => "indent its keys below it, or leave it out",
        YamlList => "leave out the '-' before its keys",
        _ => null,
    };

    // `optimizer: adam` is short for `optimizer: {name: adam}`.
    private static OptimizerPatch? Optimizer(Section recipe, Mistakes mistakes)
    {
        const string key = "optimizer";
        if (recipe.Node(key) is YamlScalar scalar) return new OptimizerPatch { Line = scalar.Line, Name = recipe.Name(key, Optimizers) };
        if (Section.Of(recipe.Node(key), mistakes, $"'{key}'", _ => "write a name, or keys as in {name: sgd, momentum: 0.9}") is not { } section) return null;
        var patch = new OptimizerPatch
        {
            Line = section.Line,
            Name = section.Name("name", Optimizers, "optimizer"),
            Momentum = section.Number("momentum", m => m is >= 0 and < 1, "a number from 0 to below 1"),
            Nesterov = section.Flag("nesterov"),
            WeightDecay = section.Number("weight-decay", w => w >= 0, "a number from 0"),
            Beta1 = section.Number("beta1", b => b is >= 0 and < 1, "a number from 0 to below 1"),
            Beta2 = section.Number("beta2", b => b is >= 0 and < 1, "a number from 0 to below 1"),
            Epsilon = section.Number("epsilon", e => e > 0, "a number above 0"),
        };
        section.Done();
        return patch;
    }

    // Among which validation chooses.
    private static IReadOnlyList<double>? Several(Section section, string key) =>
        section.Numbers(key, r => r > 0, "numbers above 0") is { Count: > 0 } rates ? rates : null;

    // `learning-rate: 0.01` is short for `learning-rate: {rate: 0.01}`.
    private static LearningRatePatch? LearningRate(Section recipe, Mistakes mistakes)
    {
        const string key = "learning-rate";
        if (recipe.Node(key) is YamlScalar scalar) return new LearningRatePatch { Line = scalar.Line, Rate = recipe.Number(key, r => r > 0, "a number above 0") };
        if (recipe.Node(key) is YamlList list) return With(new() { Line = list.Line }, Several(recipe, key));
        if (Section.Of(recipe.Node(key), mistakes, $"'{key}'", _ => "write a number, or keys as in {rate: 0.01, schedule: cosine}") is not { } section) return null;
        var patch = new LearningRatePatch
        {
            Line = section.Line,
            Rate = section.Node("rate") is YamlList ? null : section.Number("rate", r => r > 0, "a number above 0"),
            Cycles = section.Whole("cycles", 1, 1000),
            Schedule = section.Name("schedule", RecipeCatalogue.LearningRateSchedules),
            Drops = section.Numbers("drops", d => d is > 0 and < 1, "fractions of the run between 0 and 1"),
            Gamma = section.Number("gamma", g => g is > 0 and < 1, "a factor between 0 and 1"),
            Warmup = section.Number("warmup", w => w is >= 0 and < 1, "a fraction of the run from 0 to below 1"),
        };
        if (patch.Drops is { } drops && !drops.SequenceEqual(drops.Order())) mistakes.Add(section.LineOf("drops"), "'drops' must rise");
        section.Done();
        return section.Node("rate") is YamlList ? With(patch, Several(section, "rate")) : patch;
    }

    // A list of one leaves nothing to choose.
    private static LearningRatePatch With(LearningRatePatch patch, IReadOnlyList<double>? rates) =>
        rates is [var only] ? patch with { Rate = only } : patch with { Rates = rates };
}
