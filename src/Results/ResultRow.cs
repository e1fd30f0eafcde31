namespace Bench.Results;

/// <summary>One finished cell as analyses and figures read it: a part of <c>v_sweep_results</c>.</summary>
public sealed record ResultRow
{
    public required string Identity { get; init; }
    public required string Protocol { get; init; }
    public required string Dataset { get; init; }
    public required bool Synthetic { get; init; }
    public required string Model { get; init; }

    /// <summary>As the sweep that is read calls it; without a sweep the composition's name.</summary>
    public required string Strategy { get; init; }

    /// <summary>
    /// What the strategy is, whatever it is called: criterion, scope, structure, schedule, start, retraining and options as JSON, without what stands at
    /// its default.
    /// </summary>
    public required string Composition { get; init; }

    /// <summary>What the composition is called, whatever the sweep calls it: a named strategy, <c>dense</c>, else <c>scope-criterion</c>, and its options.</summary>
    public string CompositionName { get; init; } = "";

    /// <summary>Identity of the pretraining whose weights it starts from.</summary>
    public string Start { get; init; } = "";

    /// <summary>SHA-256 of the weights that it began with: the same for all cells of one start, unless that was made twice on machines of different kinds.</summary>
    public string StartWeights { get; init; } = "";
    public required string Retraining { get; init; }
    public required bool IsControl { get; init; }

    /// <summary>The same for a control and the cells that are measured by it: those that begin where it does and are trained and measured as it is.</summary>
    public string ControlPoint { get; init; } = "";

    /// <summary>Starts from imported weights, whose author may have seen our validation images.</summary>
    public required bool Imported { get; init; }

    /// <summary>
    /// The part of the configuration that a comparison of strategies holds equal (recipes, precision, start, own data): flat JSON, recipes
    /// with their names in the sweep, one text for each setting. Rows of different settings are not averaged.
    /// </summary>
    public string Setting { get; init; } = "{}";

    /// <summary>
    /// What makes the numbers comparable on one data set and model (data, split, augmentation, protocol, recipe of the pretraining, precision, versions
    /// of the code that trains and measures): its id, the same in every database, and all of it as JSON, as in the table <c>fingerprint</c>.
    /// </summary>
    public string Fingerprint { get; init; } = "";
    public string FingerprintText { get; init; } = "{}";

    /// <summary>Parts whose behaviour is beyond its first version, those of the strategy included, such as <c>criterion/obc 2</c>; usually empty.</summary>
    public string Versions { get; init; } = "";
    public required int Seed { get; init; }

    /// <summary>Asked and achieved compression ratio.</summary>
    public required double Compression { get; init; }
    public required double AchievedCompression { get; init; }
    public required double TheoreticalSpeedup { get; init; }

    /// <summary>Measured latency of the dense network ÷ that of the one that is handed on, for one sample and for 128; null where it was not measured.</summary>
    public double? MeasuredSpeedup1 { get; init; }
    public double? MeasuredSpeedup128 { get; init; }

    /// <summary>In what the dense network or the one that is handed on has noisy times in fp32, which are not to be relied on.</summary>
    public IReadOnlyList<Timing> NoisyTimes { get; init; } = [];

    /// <summary>The kind of processor that latencies were measured on; null where none were.</summary>
    public string? LatencyProcessor { get; init; }

    /// <summary>Epochs of training in all, those of the pretraining that it goes on from included; null where unknown.</summary>
    public double? BudgetEpochs { get; init; }

    /// <summary>Of the headline evaluation, on the test set, in [0, 1].</summary>
    public required double Top1 { get; init; }
    public required double Top5 { get; init; }
    public required double Loss { get; init; }

    /// <summary>After pruning, before retraining.</summary>
    public required double Top1Before { get; init; }
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Sizes, costs and what else was measured.</summary>
    public ResultNumbers Numbers { get; init; } = ResultNumbers.None;
}

/// <summary>Passes that are timed together.</summary>
/// <param name="Runtime">In what: <see cref="LatencyRecord.Ours"/> or <see cref="LatencyRecord.OnnxRuntime"/>.</param>
/// <param name="Batch">Samples of a pass.</param>
public sealed record Timing(string Runtime, int Batch);

/// <summary>A cell that a sweep asks for and that has no result; what it shares with <see cref="ResultRow"/> means the same.</summary>
public sealed record MissingRow
{
    public required string Protocol { get; init; }
    public required string Dataset { get; init; }
    public required bool Synthetic { get; init; }
    public required string Model { get; init; }
    public required string Strategy { get; init; }
    public required string Composition { get; init; }
    public required string Retraining { get; init; }
    public required bool Imported { get; init; }
    public string ControlPoint { get; init; } = "";
    public string Setting { get; init; } = "{}";
    public required double Compression { get; init; }
    public required int Seed { get; init; }

    /// <summary><c>pending</c>, <c>failed</c> or <c>skipped</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed or was skipped.</summary>
    public string? Reason { get; init; }
}
