using Bench.Core;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Tests.Sweeps;

/// <summary>A vocabulary in literals, and sweep files in a temporary folder.</summary>
internal static class Words
{
    public static Vocabulary All { get; } = new()
    {
        Datasets = [.. new[] { "digits", "shapes", "mnist", "fashion-mnist", "cifar10", "cifar100" }.Select(n => new Word(n))],
        Models =
        [
            new("lenet-300-100", "lenet"), new("lenet5", "lenet"), new("lenet", "lenet"), new("conv2", "conv"), new("conv4", "conv"),
            new("conv6", "conv"), new("resnet20", "resnet"), new("resnet56", "resnet"), new("vgg16-bn", "vgg"),
        ],
        Criteria = [new("magnitude", false), new("gradient", true), new("activation", true), new("random", false)],
        Scopes = [new("global"), new("layer") { IsWithinLayers = true }],
        Structures = [new("weight")],
        Protocols = [new("bench"), new("all-weights"), new("shrinkbench", ScoringBatches: 1, ScoringBatchNorm: "train")],
        Strategies = [.. StrategyCatalogue.All.Take(7)],
        Figures = new([new("drop", _ => null), new("pareto", _ => null)], [new("x", _ => null), new("ours", _ => null)]),
    };

    /// <summary>Loads a sweep from text; the file is <c>s.yaml</c> in a folder of its own, beside the named (empty) files.</summary>
    public static Sweep Load(string text, Vocabulary? vocabulary = null, params string[] files)
    {
        var folder = Directory.CreateTempSubdirectory("bench-sweep-");
        try
        {
            foreach (var file in files) File.WriteAllText(Path.Combine(folder.FullName, file), "");
            var path = Path.Combine(folder.FullName, "s.yaml");
            File.WriteAllText(path, text);
            return SweepFile.Load(path, vocabulary ?? All);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The mistakes of a sweep, one a line, each as <c>line: what</c>.</summary>
    public static string[] MistakesOf(string text, params string[] files)
    {
        var lines = Assert.Throws<UserError>(() => Load(text, files: files)).Message.Split('\n');
        Assert.All(lines, line => Assert.Contains("s.yaml:", line));
        return [.. lines.Select(line => line[(line.IndexOf("s.yaml:", StringComparison.Ordinal) + "s.yaml:".Length)..])];
    }

    /// <summary>Facts under which everything fits, but what a test says otherwise.</summary>
    public sealed class Facts : IPlanFacts
    {
        public Func<string, string?> Missing { get; init; } = _ => null;
        public Func<string, DataFacts> Data { get; init; } = _ => new() { Sizes = SplitSizes.OfPublished(60_000, 10_000) };
        public Func<ImportedWeights, string?> MisfitOfWeights { get; init; } = _ => null;
        public Func<OwnNetwork, string?> MisfitOfNetwork { get; init; } = _ => null;
        public Func<string, string, string?> Misfit { get; init; } = (_, _) => null;
        public Func<string, double, string?> Infeasible { get; init; } = (_, _) => null;
        public Func<StrategySpec, double, string?> InfeasibleFor { get; init; } = (_, _) => null;
        public Func<CellSpec, string?> Unscored { get; init; } = _ => null;
        public Func<string, string?> Lone { get; init; } = _ => null;
        public SplitSizes? Sizes { get; init; } = SplitSizes.OfPublished(60_000, 10_000);

        public string? MissingData(DatasetSpec dataset) => Missing(dataset.Name);
        public DataFacts DescribeData(DatasetSpec dataset) => Data(dataset.Name);
        public string? WhyNot(CellSpec cell) => Misfit(cell.Dataset.Name, cell.Model);
        public Func<CellSpec, double?> Fixed { get; init; } = _ => null;
        public bool Norms { get; init; } = true;

        public string? WhyInfeasible(CellSpec cell) => InfeasibleFor(cell.Strategy, cell.Compression) ?? Infeasible(cell.Model, cell.Compression);
        public string? WhyNotScored(CellSpec cell) => Unscored(cell);
        public double? FixedRatio(CellSpec cell) => Fixed(cell);
        public MethodFacts? FactsOf(CellSpec cell) => Sizes is { } sizes ? new(10_000, (long)(10_000 / cell.Compression), sizes.Train) : null;
        public bool HasNorms(CellSpec cell) => Norms;
        public PairFacts Describe(CellSpec cell) => new(1_000_000, 10_000, Sizes);
        public SplitSizes? SizesOf(DatasetSpec dataset) => Sizes;
        public string? LoneNorm(CellSpec cell) => Lone(cell.Model);
        public string? WhyNotStart(CellSpec cell, string pretrainingIdentity) => MisfitOfWeights(cell.Start!);
        public string FingerprintOf(OwnFiles files) => Fingerprint.Of(string.Join(',', files.Train.Select(Path.GetFileName)));
        public string? WhyNotNetwork(CellSpec cell) => MisfitOfNetwork(cell.Network!);
        public string FingerprintOf(OwnNetwork network) => Fingerprint.Of(Path.GetFileName(network.Path));
        public string FingerprintOf(ImportedWeights weights) => Fingerprint.Of(Path.GetFileName(weights.Path));
    }
}
