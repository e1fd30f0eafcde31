using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class ViewExportTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    private string Out => Path.Combine(temporary.Folder, "csv");

    [Fact]
    public void Every_view_is_a_file_with_a_header()
    {
        temporary.Fill();
        var lines = ViewExport.Write(temporary.Path, Out, ExportFormat.Csv).ToDictionary(path => Path.GetFileName(path), File.ReadAllLines);
        Assert.Equal(
            [("cells.csv", 23), ("classes.csv", 1 + 19 * 10), ("cuts.csv", 17), ("deployed.csv", 1), ("epochs.csv", 39), ("fingerprints.csv", 2), ("finished.csv", 20), ("latencies.csv", 1), ("layers.csv", 39), ("missing.csv", 4), ("paired.csv", 17), ("pretrainings.csv", 4), ("results.csv", 20),
            ("sensitivity.csv", 1), ("sweep-results.csv", 20), ("times.csv", 1 + 19 * 6 + 3), ("tradeoff.csv", 8)],
            lines.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value.Length)));
        Assert.StartsWith("sweep,position,protocol,dataset,", lines["tradeoff.csv"][0]);
        Assert.Contains("global-magnitude", lines["tradeoff.csv"][2]);
        Assert.Equal(lines.Keys.Order(), Directory.EnumerateFiles(Out).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_sweep_alone_is_exported_without_the_cells_of_others()
    {
        temporary.Fill();
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep("it's another"), [(Cell("random", 16, 0), 0), (Cell("random", 2, 0), 1)], []);
        }
        var lines = ViewExport.Write(temporary.Path, Out, ExportFormat.Csv, "it's another").ToDictionary(path => Path.GetFileName(path), File.ReadAllLines);
        Assert.Equal(2, lines["results.csv"].Length);
        Assert.Equal(2, lines["tradeoff.csv"].Length);
        Assert.Equal(2, lines["pretrainings.csv"].Length);
        Assert.Equal(2, lines["missing.csv"].Length);
    }

    [Fact]
    public void Views_may_be_chosen_and_rows_come_in_the_sweeps_order_in_every_database()
    {
        CellDescription[] cells = [Cell("dense", 1, 0), Cell("random", 2, 0), Cell("random", 4, 0)];
        string[] Export(IEnumerable<CellDescription> stored)
        {
            using var database = new TemporaryDatabase();
            using (var store = database.Open())
            {
                store.RegisterSweep(Sweep("before"), [.. stored.Select((cell, i) => (cell, i))], []);
                store.RegisterSweep(Sweep("mine"), [.. cells.Select((cell, i) => (cell, i))], []);
                foreach (var cell in stored) store.Save(Result(cell), Attempt(cell.Identity));
            }
            var files = ViewExport.Write(database.Path, Path.Combine(database.Folder, "csv"), ExportFormat.Csv, "mine", ["v_results", "v_tradeoff"]);
            Assert.Equal(["results.csv", "tradeoff.csv"], files.Select(Path.GetFileName));
            var results = File.ReadAllLines(files[0]).Select(line => line.Split(',')).ToList();
            Assert.Equal("identity", results[0][2]);
            return [.. results.Skip(1).Select(line => line[2]), .. File.ReadAllLines(files[1])];
        }
        Assert.Equal(["dense/1/0", "random/2/0", "random/4/0"], Export(cells).Take(3));
        Assert.Equal(Export(cells), Export(cells.Reverse()));
        Assert.Contains("unknown view 'v_result': did you mean 'v_results'?", Assert.Throws<UserError>(() => ViewExport.Write(temporary.Path, Out, ExportFormat.Csv, null, ["v_result"])).Message);
    }

    [Fact]
    public void What_cannot_be_exported_is_one_line()
    {
        temporary.Fill();
        Assert.Contains("unknown sweep 'no'", Assert.Throws<UserError>(() => ViewExport.Write(temporary.Path, Out, ExportFormat.Csv, "no")).Message);
        File.WriteAllText(Out, "a file where the folder should be");
        Assert.Contains("cannot write into", Assert.Throws<UserError>(() => ViewExport.Write(temporary.Path, Out, ExportFormat.Csv)).Message);
    }
}
