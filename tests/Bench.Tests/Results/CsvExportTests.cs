using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class CsvExportTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    private string Out => Path.Combine(temporary.Folder, "csv");

    [Fact]
    public void Every_view_is_a_file_with_a_header()
    {
        temporary.Fill();
        var lines = CsvExport.Write(temporary.Path, Out).ToDictionary(path => Path.GetFileName(path), File.ReadAllLines);
        Assert.Equal(
            [("epochs.csv", 39), ("layers.csv", 39), ("missing.csv", 4), ("pretrainings.csv", 4), ("results.csv", 20), ("tradeoff.csv", 8)],
            lines.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value.Length)));
        Assert.StartsWith("sweep,protocol,dataset,", lines["tradeoff.csv"][0]);
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
        var lines = CsvExport.Write(temporary.Path, Out, "it's another").ToDictionary(path => Path.GetFileName(path), File.ReadAllLines);
        Assert.Equal(2, lines["results.csv"].Length);
        Assert.Equal(2, lines["tradeoff.csv"].Length);
        Assert.Equal(2, lines["pretrainings.csv"].Length);
        Assert.Equal(2, lines["missing.csv"].Length);
    }

    [Fact]
    public void What_cannot_be_exported_is_one_line()
    {
        temporary.Fill();
        Assert.Contains("unknown sweep 'no'", Assert.Throws<UserError>(() => CsvExport.Write(temporary.Path, Out, "no")).Message);
        File.WriteAllText(Out, "a file where the folder should be");
        Assert.Contains("cannot write into", Assert.Throws<UserError>(() => CsvExport.Write(temporary.Path, Out)).Message);
    }
}
