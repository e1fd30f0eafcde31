namespace Bench.Results;

/// <summary>How long a pass through one network takes, over many passes: no part of what repeats bit for bit.</summary>
public sealed record LatencyRecord
{
    /// <summary><c>dense</c>: unpruned; <c>masked</c>: of the same shape, with pruned weights at 0; <c>shrunk</c>: without the channels that are removed.</summary>
    public required string Network { get; init; }

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
    public required EnvironmentRecord Environment { get; init; }
}

/// <summary>Of a finished cell's network, all that its speed depends on beside the model.</summary>
public sealed record NetworkShape
{
    /// <inheritdoc cref="CellResult.KeptUnits"/>
    public string? KeptUnits { get; init; }

    /// <summary>Share of the weights kept, of each layer by its name.</summary>
    public required IReadOnlyDictionary<string, double> Densities { get; init; }

    /// <summary>Of a cell that has just been finished.</summary>
    public static NetworkShape Of(CellResult result) => new()
    {
        KeptUnits = result.KeptUnits,
        Densities = result.Layers.DistinctBy(l => l.Name).ToDictionary(l => l.Name, l => (double)l.Kept / l.Weights, StringComparer.Ordinal),
    };
}
