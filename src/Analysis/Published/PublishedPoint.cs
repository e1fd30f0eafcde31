namespace Bench.Analysis.Published;

/// <summary>
/// A point of a trade-off curve that somebody published: a row of a file in <c>published/</c>. It was measured elsewhere, by another program and with another
/// training: it is drawn apart and never averaged with results.
/// </summary>
public sealed record PublishedPoint
{
    /// <summary>The file's name without its ending, which is what figures call the source.</summary>
    public required string File { get; init; }

    /// <summary>The line of the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What the source calls the method, the data set and the model.</summary>
    public required string Method { get; init; }
    public required string Dataset { get; init; }
    public required string Model { get; init; }

    /// <summary>Total ÷ kept, as <see cref="SizeConvention"/> counts; null where the source states none: there is a <see cref="Speedup"/> then.</summary>
    public required double? Compression { get; init; }

    /// <summary>Which parameters the ratio counts.</summary>
    public required string SizeConvention { get; init; }

    /// <summary>Theoretical speedup: multiply-adds of the dense network ÷ those that are left; null where the source states none.</summary>
    public required double? Speedup { get; init; }

    /// <summary>In [0, 1], as everywhere in the program (files have per cent); a mean where <see cref="Seeds"/> is more than 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>In [0, 1]; null where the source states none.</summary>
    public double? Top5 { get; init; }

    /// <summary>n: over how many runs the mean is; null where the source does not say.</summary>
    public int? Seeds { get; init; }

    /// <summary>Sample standard deviation of top-1 over runs, in [0, 1]; null where the source states none.</summary>
    public double? Deviation { get; init; }

    /// <summary>Top-1 of the source's own unpruned network, in [0, 1]; null where it states none.</summary>
    public double? DenseTop1 { get; init; }

    /// <summary>Where the number stands: paper or repository, version, file and line.</summary>
    public required string Source { get; init; }

    /// <summary>How the number was got from there.</summary>
    public required string HowObtained { get; init; }

    /// <summary>What to know before it is compared with anything; empty where there is nothing.</summary>
    public string Caveat { get; init; } = "";

    /// <summary>Our names for the same method (a composition's), data set and model; empty where we have none that is the same.</summary>
    public string OurMethod { get; init; } = "";
    public string OurDataset { get; init; } = "";
    public string OurModel { get; init; } = "";

    /// <summary>Our protocols whose ratio counts what <see cref="SizeConvention"/> counts; none where it counts otherwise, or does not say what.</summary>
    public IReadOnlyList<string> OurProtocols { get; init; } = [];

    /// <summary>Whether the network was trained after it was pruned, or while it was; else it compares with networks before retraining.</summary>
    public bool Retrained { get; init; } = true;

    /// <summary>Whether its ratio means the same as one of that protocol.</summary>
    public bool CountsAs(string protocol) => OurProtocols.Contains(protocol);

    /// <summary>File and line.</summary>
    public string Place => $"{File}.csv:{Line}";
}
