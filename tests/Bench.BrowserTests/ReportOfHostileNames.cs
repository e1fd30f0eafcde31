using Bench.Results;
using Bench.Tests.Cli;
using Bench.Tests.Results;

namespace Bench.BrowserTests;

/// <summary>A database with names as nobody should give them, some cells failed and to do, and the report of it.</summary>
public sealed class ReportOfHostileNames : IAsyncLifetime
{
    public const string Script = "<script>window.caught=1</script>", Image = "</script><img src=x onerror=\"window.caught=1\">", Quotes = "'; drop table \"cell\" & `x`\u2028\\";

    private readonly TemporaryDatabase database = new();
    private readonly BenchProgram bench = new();

    public static string Long { get; } = "long-" + string.Concat(Enumerable.Repeat("名前-", 40));

    public string Path => System.IO.Path.Combine(bench.Folder, "out", "report.html");

    /// <summary>Names of the figures that <c>bench plot</c> writes of the same.</summary>
    public IReadOnlyList<string> Figures { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Fill();
        Assert.Equal(0, (await bench.Run("report", "--db", database.Path, "--out", "out")).ExitCode);
        Assert.Equal(0, (await bench.Run("plot", "--db", database.Path, "--out", "plots", "--format", "svg")).ExitCode);
        Figures = [.. Directory.GetFiles(System.IO.Path.Combine(bench.Folder, "plots"), "*.svg", SearchOption.AllDirectories).Select(f => System.IO.Path.GetFileNameWithoutExtension(f)!)];
    }

    /// <summary>Writes the report once more.</summary>
    public async Task<byte[]> Again()
    {
        Assert.Equal(0, (await bench.Run("report", "--db", database.Path, "--out", "again")).ExitCode);
        return await File.ReadAllBytesAsync(System.IO.Path.Combine(bench.Folder, "again", "report.html"));
    }

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fill()
    {
        using var store = database.Open();
        var cells = new List<CellDescription>();
        for (var seed = 0; seed < 3; seed++)
        {
            store.SavePretraining(SampleRecords.Pretraining(seed));
            cells.Add(SampleRecords.Cell("dense", 1, seed));
            foreach (var (i, name) in new[] { "global-magnitude", Script, Image, Quotes, Long }.Index())
                foreach (var ratio in new[] { 2.0, 4, 8, 16 })
                    cells.Add(SampleRecords.Cell($"criterion-{i}", ratio, seed) with { Strategy = name });
        }
        TemporaryDatabase.Register(store, cells);
        foreach (var (i, cell) in cells.Index())
            if (cell is { Strategy: Quotes, Compression: 16 }) store.SaveFailure(SampleRecords.Attempt(cell.Identity, "failed", $"{Script} & {Image}", i));
            else if (cell is not { Strategy: Script, Compression: 16, Seed: 2 })
                store.Save(Of(cell, i == 0), SampleRecords.Attempt(cell.Identity, minute: i));
    }

    // The first one's loss has exploded.
    private static CellResult Of(CellDescription cell, bool explodes)
    {
        var result = SampleRecords.Result(cell, 950 - (int)(3 * cell.Compression) - (cell.Strategy.Length % 17) + 2 * cell.Seed);
        return explodes ? result with { Epochs = [SampleRecords.Epoch(1, 1.234e15, 0.88), SampleRecords.Epoch(2, 0.5, 0.87)] } : result;
    }
}
