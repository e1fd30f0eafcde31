namespace Bench.Results;

/// <summary>How long a pass through one network takes, over many passes: no part of what repeats bit for bit.</summary>
public sealed record LatencyRecord
{
    /// <summary>The runtimes.</summary>
    public const string Ours = "bench", OnnxRuntime = "onnx-runtime";

    /// <summary>The arithmetics.</summary>
    public const string Fp32 = "fp32", Int8 = "int8";

    /// <summary><c>dense</c>: unpruned; <c>masked</c>: of the same shape, with pruned weights at 0; <c>shrunk</c>: without the channels that are removed.</summary>
    public required string Network { get; init; }

    /// <summary><c>bench</c>: this program; <c>onnx-runtime</c>.</summary>
    public string Runtime { get; init; } = Ours;

    /// <summary>Of the pass: <c>fp32</c> or <c>int8</c>.</summary>
    public string Precision { get; init; } = Fp32;

    /// <summary>Of ONNX Runtime; null for this program.</summary>
    public string? RuntimeVersion { get; init; }

    /// <summary>Samples of a pass.</summary>
    public required int Batch { get; init; }

    /// <summary>Whether it is the network that the cell ends with.</summary>
    public required bool HandedOn { get; init; }

    /// <summary>Seconds of a pass.</summary>
    public required double Median { get; init; }
    public required double LowerQuartile { get; init; }
    public required double UpperQuartile { get; init; }

    /// <summary>Passes, without those to warm up.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Processors that other programs kept busy meanwhile, on average; null where the system does not tell.</summary>
    public double? Load { get; init; }

    /// <summary>The machine was not quiet, or passes differ much.</summary>
    public required bool Noisy { get; init; }
}

/// <summary>What was measured of a finished cell, all of it in turns.</summary>
public sealed record CellLatencies
{
    public required string Identity { get; init; }
    public required IReadOnlyList<LatencyRecord> Networks { get; init; }

    /// <summary>What the network is worth in ONNX Runtime; empty where that is not asked.</summary>
    public IReadOnlyList<DeployedRecord> Deployed { get; init; } = [];
    public required EnvironmentRecord Environment { get; init; }
}

/// <summary>What the network that a cell ends with is worth in ONNX Runtime, in one arithmetic.</summary>
public sealed record DeployedRecord
{
    /// <inheritdoc cref="LatencyRecord.Precision"/>
    public required string Precision { get; init; }

    /// <summary>Of the test samples.</summary>
    public required long Correct { get; init; }
    public required long Total { get; init; }

    /// <summary>Of the ONNX file, as it is and in gzip.</summary>
    public required long FileBytes { get; init; }
    public required long CompressedBytes { get; init; }

    /// <summary>Training samples that gave the ranges of values; null for fp32.</summary>
    public int? CalibrationSamples { get; init; }

    /// <summary>Of ONNX Runtime.</summary>
    public required string RuntimeVersion { get; init; }
}

/// <summary>Which cells were measured.</summary>
/// <param name="Own">Their identities, by this program.</param>
/// <param name="InOnnxRuntime">In ONNX Runtime too.</param>
/// <param name="InInt8">In int8 too.</param>
public sealed record MeasuredCells(IReadOnlySet<string> Own, IReadOnlySet<string> InOnnxRuntime, IReadOnlySet<string> InInt8)
{
    public static MeasuredCells None { get; } = new(new HashSet<string>(), new HashSet<string>(), new HashSet<string>());

    /// <summary>Whether all is measured of a cell that is asked for.</summary>
    public bool Has(string identity, bool inOnnxRuntime, bool inInt8) =>
        Own.Contains(identity) && (!inOnnxRuntime || InOnnxRuntime.Contains(identity)) && (!inInt8 || InInt8.Contains(identity));
}

/// <summary>Of a finished cell's network, all that its speed depends on beside the model, and what tells whether weights are its own.</summary>
public sealed record NetworkShape
{
    /// <inheritdoc cref="CellResult.KeptUnits"/>
    public string? KeptUnits { get; init; }

    /// <summary>Share of the weights kept, of each layer by its name.</summary>
    public required IReadOnlyDictionary<string, double> Densities { get; init; }

    /// <summary>Test samples that its headline has correct, by which its weights are known; null where a file of an earlier build does not say it.</summary>
    public long? Correct { get; init; }

    /// <summary>Of a cell that has just been finished.</summary>
    public static NetworkShape Of(CellResult result) => new()
    {
        KeptUnits = result.KeptUnits,
        Correct = result.Evaluations.FirstOrDefault(e => e.Point == result.Headline && e.Split == "test")?.Correct,
        Densities = result.Layers.DistinctBy(l => l.Name).ToDictionary(l => l.Name, l => (double)l.Kept / l.Weights, StringComparer.Ordinal),
    };
}
