namespace Bench.Sweeps.Reading;

/// <summary>What a sweep says of a recipe; null where it says nothing and the base recipe holds.</summary>
internal sealed record RecipePatch
{
    public required int Line { get; init; }
    public string? Recipe { get; init; }
    public int? Epochs { get; init; }
    public int? Steps { get; init; }
    public int? Batch { get; init; }
    public bool? Flip { get; init; }
    public int? CropPadding { get; init; }
    public double? ResizedCrop { get; init; }
    public double? ScaleL1 { get; init; }
    public OptimizerPatch? Optimizer { get; init; }
    public LearningRatePatch? LearningRate { get; init; }

    /// <summary>Whether it says how to train, and not only how long.</summary>
    public bool SaysMoreThanLength => Flip is not null || CropPadding is not null || ResizedCrop is not null || ScaleL1 is not null || Optimizer is not null || LearningRate is not null;

    /// <summary>The recipe with what the sweep says instead; what cannot be together is noted.</summary>
    /// <param name="fallback">The default of the model's family, which holds where the sweep names no recipe.</param>
    /// <param name="mistakes">Where to note.</param>
    public RecipeSpec Over(RecipeSpec fallback, Mistakes mistakes)
    {
        var start = Recipe is null ? fallback : RecipeCatalogue.Find(Recipe).Recipe;
        if (CropPadding > 0 && ResizedCrop > 0) mistakes.Add(Line, "'crop-padding' and 'resized-crop' are two ways to crop: keep one of them");
        return start with
        {
            Epochs = Steps is null ? Epochs ?? start.Epochs : null,
            Steps = Epochs is null ? Steps ?? start.Steps : null,
            Batch = Batch ?? start.Batch,
            Flip = Flip ?? start.Flip,
            CropPadding = CropPadding ?? (ResizedCrop > 0 ? 0 : start.CropPadding), // of two ways to crop the one that is asked for
            ResizedCrop = ResizedCrop ?? (CropPadding > 0 ? 0 : start.ResizedCrop),
            ScaleL1 = ScaleL1 ?? start.ScaleL1,
            Optimizer = Optimizer?.Over(start.Optimizer, mistakes) ?? start.Optimizer,
            LearningRate = LearningRate?.Over(start.LearningRate, mistakes) ?? start.LearningRate,
        };
    }
}

/// <summary>What a sweep says of an optimizer. Another optimizer than the recipe's starts from its own defaults.</summary>
internal sealed record OptimizerPatch
{
    public required int Line { get; init; }
    public string? Name { get; init; }
    public double? Momentum { get; init; }
    public bool? Nesterov { get; init; }
    public double? WeightDecay { get; init; }
    public double? Beta1 { get; init; }
    public double? Beta2 { get; init; }
    public double? Epsilon { get; init; }

    public OptimizerSpec Over(OptimizerSpec recipe, Mistakes mistakes)
    {
        var start = Name is null || Name == recipe.Name ? recipe : new OptimizerSpec { Name = Name };
        var optimizer = start with
        {
            Momentum = Momentum ?? start.Momentum,
            Nesterov = Nesterov ?? start.Nesterov,
            WeightDecay = WeightDecay ?? start.WeightDecay,
            Beta1 = Beta1 ?? start.Beta1,
            Beta2 = Beta2 ?? start.Beta2,
            Epsilon = Epsilon ?? start.Epsilon,
        };
        if (optimizer.Name == "sgd" && (Beta1 ?? Beta2 ?? Epsilon) is not null)
            mistakes.Add(Line, "'beta1', 'beta2' and 'epsilon' have no effect with the optimizer sgd; it takes momentum, nesterov, weight-decay");
        if (optimizer.Name != "sgd" && (Momentum is not null || Nesterov is not null))
            mistakes.Add(Line, $"'momentum' and 'nesterov' have no effect with the optimizer {optimizer.Name}; it takes beta1, beta2, epsilon, weight-decay");
        if (optimizer is { Name: "sgd", Nesterov: true, Momentum: 0 }) mistakes.Add(Line, "'nesterov' needs a momentum above 0");
        return optimizer;
    }
}

/// <summary>What a sweep says of a learning rate. Another schedule than the recipe's starts from its own defaults, at the recipe's rate.</summary>
internal sealed record LearningRatePatch
{
    public required int Line { get; init; }
    public double? Rate { get; init; }

    /// <summary>Several, among which validation chooses.</summary>
    public IReadOnlyList<double>? Rates { get; init; }
    public int? Cycles { get; init; }
    public string? Schedule { get; init; }
    public IReadOnlyList<double>? Drops { get; init; }
    public double? Gamma { get; init; }
    public double? Warmup { get; init; }

    public LearningRateSpec Over(LearningRateSpec recipe, Mistakes mistakes)
    {
        var start = Schedule is null || Schedule == recipe.Schedule ? recipe : RecipeCatalogue.LearningRate(Schedule, recipe.Rate);
        var rates = start with
        {
            Rate = Rates?[0] ?? Rate ?? start.Rate,
            Candidates = Rates ?? [],
            Cycles = Cycles ?? start.Cycles,
            Drops = Drops ?? start.Drops,
            Gamma = Gamma ?? start.Gamma,
            Warmup = Warmup ?? start.Warmup,
        };
        if (rates.Schedule != "step" && (Drops is not null || Gamma is not null))
            mistakes.Add(Line, $"'drops' and 'gamma' have no effect with the schedule {rates.Schedule}; only step has them");
        if (rates.Schedule != "cyclic" && Cycles is not null) mistakes.Add(Line, $"'cycles' has no effect with the schedule {rates.Schedule}; only cyclic has them");
        if (rates.Schedule == "step" && Drops is null && rates.Drops.Count == 0)
            mistakes.Add(Line, "the schedule step needs 'drops': a list of fractions of the run, such as [0.5, 0.75]");
        if (rates.Schedule == "step" && rates.Drops.Count > 0 && rates.Warmup > rates.Drops[0])
            mistakes.Add(Line, "the warm-up must end before the first drop");
        return rates;
    }
}
