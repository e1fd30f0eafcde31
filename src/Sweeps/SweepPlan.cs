using Bench.Core;
using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>What a sweep comes to: the work in the order of work, and what cannot be done.</summary>
public sealed record SweepPlan
{
    /// <summary>Every cell once, all strategies and ratios at one seed before the next seed.</summary>
    public required IReadOnlyList<PlannedCell> Cells { get; init; }

    /// <summary>Cells that the sweep asks for and that cannot be.</summary>
    public required IReadOnlyList<SkippedCell> Skipped { get; init; }

    /// <summary>The shared starts of the cells, in the order of first need.</summary>
    public required IReadOnlyList<PlannedPretraining> Pretrainings { get; init; }

    /// <summary>Data sets that are not at hand, and how to get them; their cells are in <see cref="Skipped"/>.</summary>
    public required IReadOnlyList<MissingData> MissingData { get; init; }

    /// <summary>The data sets that are at hand, in the order in which the sweep names them.</summary>
    public required IReadOnlyList<PlannedData> Data { get; init; }

    /// <summary>Identities of the cells whose latencies are to be measured.</summary>
    public IReadOnlySet<string> Latencies { get; init; } = new HashSet<string>();

    /// <summary>Of those, the ones that are measured in ONNX Runtime too.</summary>
    public IReadOnlySet<string> OnnxRuntime { get; init; } = new HashSet<string>();

    /// <summary>Of those, the ones that are measured in 8 bits too.</summary>
    public IReadOnlySet<string> Int8 { get; init; } = new HashSet<string>();

    /// <summary>Identities of the cells that keep the weights with which they end.</summary>
    public IReadOnlySet<string> KeptWeights { get; init; } = new HashSet<string>();

    /// <summary>What is known of each data set × model that has cells.</summary>
    public required IReadOnlyDictionary<(string Dataset, string Model), PairFacts> Pairs { get; init; }

    /// <summary>The same with some of its cells only, and what these start from; what cannot be run stays.</summary>
    public SweepPlan Part(IReadOnlySet<string> identities)
    {
        List<PlannedCell> cells = [.. Cells.Where(c => identities.Contains(c.Identity))];
        var starts = cells.GroupBy(c => c.PretrainingIdentity).Select(g => new PlannedPretraining(g.Key, g.First().Spec, g.Count()));
        return this with
        {
            Cells = cells, Pretrainings = [.. starts], Latencies = Of(Latencies), OnnxRuntime = Of(OnnxRuntime), Int8 = Of(Int8), KeptWeights = Of(KeptWeights),
        };

        IReadOnlySet<string> Of(IReadOnlySet<string> all) => all.Where(identities.Contains).ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>A cell with its identity and that of the pretraining that it starts from.</summary>
public sealed record PlannedCell(CellSpec Spec, string Identity, string PretrainingIdentity);

/// <summary>A cell that cannot be, and why, in one line.</summary>
public sealed record SkippedCell(PlannedCell Cell, string Reason);

/// <summary>A pretraining, or imported weights, that cells start from.</summary>
/// <param name="Identity">Its identity.</param>
/// <param name="Spec">The first cell that needs it: data set, model, seed, recipe and weights are those of the pretraining.</param>
/// <param name="Cells">How many cells start from it.</param>
public sealed record PlannedPretraining(string Identity, CellSpec Spec, int Cells)
{
    /// <summary>The seed; null for imported weights, which serve all seeds.</summary>
    public int? Seed => Spec.Start is null ? Spec.Seed : null;
}

/// <summary>A data set that is not at hand.</summary>
public sealed record MissingData(DatasetSpec Dataset, string Reason);

/// <summary>A data set that is at hand.</summary>
public sealed record PlannedData(DatasetSpec Dataset, DataFacts Facts);

/// <summary>What planning must know of data sets and models, answered without training anything.</summary>
public interface IPlanFacts
{
    /// <summary>Why a data set of the catalogue is not at hand, and how to get it; null where it is, and for a user's own data.</summary>
    string? MissingData(DatasetSpec dataset);

    /// <summary>What a data set is that is at hand; a user's own data are decoded for it.</summary>
    /// <exception cref="UserError">A user's own data are not what the sweep says they are.</exception>
    DataFacts DescribeData(DatasetSpec dataset);

    /// <summary>Why a cell's model cannot take its data set's inputs; null where it can.</summary>
    string? WhyNot(CellSpec cell);

    /// <summary>Why a cell's own network is none for its data set's inputs and classes; null where it is.</summary>
    string? WhyNotNetwork(CellSpec cell);

    /// <summary>Why a cell's ratio (above 1) cannot be reached within its strategy's limits, with the largest that can; null where it can. Asked only of pairs that fit.</summary>
    string? WhyInfeasible(CellSpec cell);

    /// <summary>Why the files that a cell's criteria read are not of its network; null where they are. Asked only of pairs that fit, within limits that do.</summary>
    /// <exception cref="UserError">A file is missing or broken.</exception>
    string? WhyNotScored(CellSpec cell);

    /// <summary>The ratio to which a structure such as N:M leads; null where the sweep's ratios hold. Asked only of pairs that fit.</summary>
    double? FixedRatio(CellSpec cell);

    /// <summary>What the steps of a cell depend on; null where the number of training samples is not known. Asked only of pairs that fit and ratios that can be reached.</summary>
    MethodFacts? FactsOf(CellSpec cell);

    /// <summary>Whether a cell's network has norms whose statistics could be renewed. Asked only of pairs that fit.</summary>
    bool HasNorms(CellSpec cell);

    /// <summary>Whether some of them multiply channels by scales. Asked only of pairs that fit.</summary>
    bool HasScales(CellSpec cell) => HasNorms(cell);

    /// <summary>Size of a cell's pair, which fits: of the network, and of the data where that is known.</summary>
    PairFacts Describe(CellSpec cell);

    /// <summary>Samples of a data set's splits; null where they are known only once its files are read.</summary>
    SplitSizes? SizesOf(DatasetSpec dataset);

    /// <summary>Name of the first batch norm over 1×1 maps in a cell's network; null where there is none. Asked only of pairs that fit.</summary>
    string? LoneNorm(CellSpec cell);

    /// <summary>Why a cell's imported weights are not those of its model; null where they are. Asked only of pairs that fit.</summary>
    string? WhyNotStart(CellSpec cell, string pretrainingIdentity);

    /// <summary>SHA-256 over the content of a user's own files.</summary>
    string FingerprintOf(OwnFiles files);

    /// <summary>SHA-256 of a file of weights.</summary>
    string FingerprintOf(ImportedWeights weights);

    /// <summary>SHA-256 of the file of a network, and of those beside it that it names.</summary>
    string FingerprintOf(OwnNetwork network);
}
