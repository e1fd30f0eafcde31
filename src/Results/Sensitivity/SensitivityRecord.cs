namespace Bench.Results;

/// <summary>What a network comes to of which one layer, or one group of channels, is cut alone.</summary>
public sealed record SensitivityRecord
{
    /// <summary>Hash of the scan's configuration, the layer and the density.</summary>
    public required string Identity { get; init; }

    /// <summary>Of the layer or group in forward order, from 0; −1 where nothing is cut.</summary>
    public required int Position { get; init; }

    /// <summary>Name of the layer or group; null: nothing is cut.</summary>
    public string? Layer { get; init; }

    /// <summary>Asked.</summary>
    public required double Density { get; init; }

    /// <summary>Weights of the layer, channels of the group.</summary>
    public required long Elements { get; init; }

    /// <summary>Of these.</summary>
    public required long Kept { get; init; }
    public required double Loss { get; init; }
    public required int Correct { get; init; }
    public required int CorrectTop5 { get; init; }
    public required int Total { get; init; }
    public double Seconds { get; init; }
    public required EnvironmentRecord Environment { get; init; }
}
