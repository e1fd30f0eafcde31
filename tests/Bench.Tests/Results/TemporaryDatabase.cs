using Bench.Results;

namespace Bench.Tests.Results;

/// <summary>A folder of its own for a test's database.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-results-");

    public string Folder => folder.FullName;

    public string Path => System.IO.Path.Combine(Folder, "bench.db");

    public ResultStore Open() => ResultStore.Open(Path, new StoppedClock());

    public ResultReader Read() => ResultReader.Open(Path);

    /// <summary>
    /// The file's bytes but for those of the header that count changes and say how the database is kept (sqlite.org/fileformat2.html).
    /// </summary>
    public byte[] Content()
    {
        var bytes = File.ReadAllBytes(Path);
        foreach (var (from, length) in new[] { (18, 2), (24, 4), (92, 8) }) bytes.AsSpan(from, length).Clear();
        return bytes;
    }

    /// <summary>Whether the database is one file that needs no other to be read: in rollback mode, without <c>-wal</c> and <c>-shm</c>.</summary>
    public bool IsAtRest() => File.ReadAllBytes(Path)[18..20] is [1, 1] && !File.Exists(Path + "-wal") && !File.Exists(Path + "-shm");

    /// <summary>The only value of a query's only row.</summary>
    public object? Value(string sql)
    {
        using var reader = Read();
        return Assert.Single(Assert.Single(reader.Query(sql).Rows));
    }

    /// <summary>Registers cells as a sweep, in their order.</summary>
    public static void Register(ResultStore store, IReadOnlyList<CellDescription> cells, params IReadOnlyList<(CellDescription, string)> skipped) =>
        store.RegisterSweep(SampleRecords.Sweep(), [.. cells.Select((cell, i) => (cell, i))], skipped);

    /// <summary>Stores a sweep that has some of everything: finished, failed, pending and skipped cells, a dead layer, a missed count, a seed from a GPU.</summary>
    public void Fill()
    {
        using var store = Open();
        var cells = new List<CellDescription>();
        for (var seed = 0; seed < 3; seed++)
        {
            store.SavePretraining(SampleRecords.Pretraining(seed));
            cells.Add(SampleRecords.Cell("dense", 1, seed));
            foreach (var strategy in new[] { "global-magnitude", "random" })
                foreach (var compression in new[] { 2.0, 4, 8 }) cells.Add(SampleRecords.Cell(strategy, compression, seed));
        }
        Register(store, cells, (SampleRecords.Cell("random", 32, 0), "compression 32 is out of reach: 16 at most"));
        foreach (var (cell, i) in cells.Select((cell, i) => (cell, i)))
        {
            if (cell is { Strategy: "random", Compression: 8, Seed: 1 })
            {
                store.SaveFailure(SampleRecords.Attempt(cell.Identity, "died", "killed by signal 9", minute: i));
                store.SaveFailure(SampleRecords.Attempt(cell.Identity, "failed", "NaN loss in epoch 3", minute: i + 1));
            }
            else if (cell is not { Strategy: "random", Compression: 8, Seed: 2 })
            {
                var loss = (int)(cell.Compression * (cell.Strategy == "random" ? 20 : 2));
                var result = SampleRecords.Result(cell, correct: 960 - loss + cell.Seed);
                if (cell is { Strategy: "random", Compression: 8 }) result = result with { Flags = ["dead-layer", "count-missed"] };
                if (cell.Seed == 2) result = result with { Environment = SampleRecords.Gpu };
                store.Save(result, SampleRecords.Attempt(cell.Identity, minute: i));
            }
        }
    }

    public void Dispose() => TestFolders.Remove(Folder);

    /// <summary>Time stands at <see cref="SampleRecords.Evening"/>.</summary>
    public sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => SampleRecords.Evening;
    }
}
