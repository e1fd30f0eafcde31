using Bench.Results;
using Bench.Tests.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Analysis.Audit;

/// <summary>A database that no reviewer faults: three pairs, five ratios, three seeds, every baseline. Tests break copies of it.</summary>
public sealed class SoundDatabase : IDisposable
{
    public static readonly double[] Ratios = [2, 4, 8, 16, 32];

    private static readonly string[] Strategies = ["global-magnitude", "layer-magnitude", "layer-gradient", "random", "layer-random", "shuffled"];

    public SoundDatabase()
    {
        using var store = Temporary.Open();
        (string Dataset, string Model)[] pairs = [("mnist", "lenet5"), ("fashion-mnist", "lenet5"), ("cifar10", "vgg")];
        var cells = new List<CellDescription>();
        foreach (var (dataset, model) in pairs)
            for (var seed = 1; seed <= 3; seed++)
            {
                store.SavePretraining(Pretraining(seed) with
                {
                    Identity = StartOf(dataset, model, seed), Dataset = dataset, Model = model, WeightsFingerprint = $"weights of {StartOf(dataset, model, seed)}",
                });
                cells.Add(Of(dataset, model, "dense", 1, seed));
                foreach (var strategy in Strategies)
                    foreach (var ratio in Ratios) cells.Add(Of(dataset, model, strategy, ratio, seed));
            }
        store.RegisterSweep(Sweep("core"), [.. cells.Select((cell, i) => (cell, i))], []);
        foreach (var (i, cell) in cells.Index()) store.Save(Sound(cell), Attempt(cell.Identity, minute: i));
    }

    internal TemporaryDatabase Temporary { get; } = new();

    public void Dispose() => Temporary.Dispose();

    /// <summary>A copy, changed by a script.</summary>
    internal TemporaryDatabase Broken(string script)
    {
        var copy = new TemporaryDatabase();
        File.Copy(Temporary.Path, copy.Path);
        using var database = Database.OpenForWriting(copy.Path);
        database.Run($"PRAGMA foreign_keys = OFF; {script}");
        return copy;
    }

    private static string StartOf(string dataset, string model, int seed) => $"{dataset}/{model}/{seed}";

    private static CellDescription Of(string dataset, string model, string strategy, double ratio, int seed)
    {
        var cell = Cell(strategy == "shuffled" ? "global-magnitude" : strategy, ratio, seed);
        var configuration = cell.Configuration.Replace("\"digits\"", $"\"{dataset}\"", StringComparison.Ordinal).Replace("\"model\":\"lenet5\"", $"\"model\":\"{model}\"", StringComparison.Ordinal);
        return cell with
        {
            Identity = $"{dataset}/{model}/{strategy}/{ratio}/{seed}", Dataset = dataset, Model = model, Strategy = strategy, Start = StartOf(dataset, model, seed),
            Scope = cell.IsControl ? null : strategy.Split('-')[0] == "layer" ? "layer" : "global",
            Configuration = strategy == "shuffled" ? configuration.Replace("{\"name\":\"global-magnitude\"}", "{\"name\":\"shuffled\",\"shuffle\":true}", StringComparison.Ordinal) : configuration,
        };
    }

    // A million and more parameters, so that 32 times fewer are enough.
    private static CellResult Sound(CellDescription cell)
    {
        const long total = 1_600_000, prunable = 1_590_000;
        var kept = (long)(total / cell.Compression);
        var result = Result(cell, correct: 960 - (int)cell.Compression + cell.Seed);
        return result with
        {
            Size = result.Size with
            {
                TotalParameters = total, PrunableParameters = prunable, KeptParameters = kept, AskedKept = kept - (total - prunable), KeptPrunable = kept - (total - prunable),
                AchievedCompression = (double)total / kept, EffectiveMacs = 400_000 / (long)cell.Compression, TheoreticalSpeedup = 400_000.0 / (400_000 / (long)cell.Compression),
                EffectiveKept = kept - (total - prunable), EffectiveDensity = 1, Target = null, TargetAsked = null, TargetAchieved = null,
            },
        };
    }
}
