namespace Bench.Models;

/// <summary>How values pass through a network.</summary>
public sealed record PassMode
{
    /// <summary>Dropout off, norms by their running statistics.</summary>
    public static PassMode Evaluation { get; } = new();

    /// <summary>Dropout on, norms by the statistics of the batch, which move the running ones.</summary>
    public static PassMode Training { get; } = new() { DropsOut = true, UsesBatchStatistics = true };

    public bool DropsOut { get; init; }
    public bool UsesBatchStatistics { get; init; }

    /// <summary>The part that a batch has in the running statistics: 0.1 in training; 1 leaves those of the batch.</summary>
    public double Momentum { get; init; } = 0.1;

    /// <summary>Whether norms may take their fused pass, which cannot be differentiated twice and rounds otherwise.</summary>
    public bool MayFuse { get; init; } = true;

    /// <summary>Whether operations show what reaches them instead of computing (<see cref="Operation.Trace"/>).</summary>
    public bool Traces { get; init; }

    /// <summary>
    /// Whether norms get plainly contiguous inputs: libtorch sums those in fp64, channels-last ones in fp32, in an order that depends on the threads, which
    /// moves gradients by 1e-5 and more.
    /// </summary>
    public bool PlainNormInputs { get; init; }
}
