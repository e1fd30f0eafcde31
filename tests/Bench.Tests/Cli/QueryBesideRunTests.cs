using System.Diagnostics;
using Bench.Tests.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Cli;

public sealed class QueryBesideRunTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_run_goes_on_and_ends_beside_a_query_that_does_not()
    {
        const string endless = "SELECT count(*) FROM v_results, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)";
        var cells = Enumerable.Range(0, 40).Select(seed => Cell("random", 2, seed)).ToList();
        Process? query = null;
        try
        {
            using (var store = temporary.Open())
            {
                TemporaryDatabase.Register(store, cells);
                store.Save(Result(cells[0]), Attempt(cells[0].Identity));
                query = Process.Start(new ProcessStartInfo("dotnet", [BenchProgram.Library, "query", endless, "--db", temporary.Path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                while (!query.HasExited && query.TotalProcessorTime < TimeSpan.FromSeconds(3)) await Task.Delay(50, TestContext.Current.CancellationToken);
                foreach (var cell in cells.Skip(1)) Assert.True(store.Save(Result(cell), Attempt(cell.Identity)));
                Assert.False(query.HasExited);
            }
            using (var reader = temporary.Read()) Assert.Equal(40, reader.ReadRows().Count); // the run has ended, and the query has not
            Assert.False(query.HasExited);
        }
        finally
        {
            query?.Kill();
            query?.WaitForExit();
            query?.Dispose();
        }
        temporary.Open().Dispose();
        Assert.True(temporary.IsAtRest());
    }
}
