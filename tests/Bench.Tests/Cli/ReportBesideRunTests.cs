using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Results;
using Bench.Tests.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Cli;

public sealed partial class ReportBesideRunTests : IDisposable
{
    private const int First = 40;

    private static readonly IReadOnlyList<CellDescription> Cells =
        [.. Enumerable.Range(0, 150).SelectMany(seed => new[] { Cell("dense", 1, seed), Cell("random", 2, seed), Cell("random", 4, seed), Cell("global-magnitude", 2, seed) })];

    private readonly TemporaryDatabase temporary = new();
    private readonly BenchProgram bench = new();

    public void Dispose()
    {
        bench.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task A_report_is_of_one_moment_while_cells_are_added_and_keeps_none_from_being_added()
    {
        var saved = 0;
        using (var store = Begun())
        {
            saved = First;
            var report = bench.Run("report", "--db", temporary.Path, "--out", "r");
            while (!report.IsCompleted && saved < Cells.Count - 1) // one stays missing, of which the report tells
            {
                Assert.True(store.Save(Result(Cells[saved], 900 - (int)Cells[saved].Compression), Attempt(Cells[saved].Identity))); // fails where it is locked out for 5 s
                saved++;
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }
            var answer = await report;
            Assert.True(answer.ExitCode == 0, string.Join('\n', answer.Errors));
        }
        Assert.InRange(saved, First + 1, Cells.Count);
        Assert.True(temporary.IsAtRest());
        Assert.Equal((long)saved, temporary.Value("SELECT count(*) FROM v_results"));
        IsOfOneMoment(First, saved);
    }

    [Fact]
    public async Task A_report_knows_nothing_of_a_transaction_that_is_not_at_its_end_and_does_not_wait_for_it()
    {
        using (var store = Begun())
        using (var writer = Database.OpenForWriting(temporary.Path))
        {
            writer.Run("BEGIN IMMEDIATE");
            writer.Execute("DELETE FROM sweep_cell WHERE cell = ?1", Cells[0].Identity);
            writer.Execute("INSERT INTO sweep (name, text, sha256, membership, registered) VALUES ('half written', '', '', '', '2026-03-01T20:00:00.000Z')");
            Assert.True(File.Exists($"{temporary.Path}-wal"));
            var answer = await bench.Run("report", "--db", temporary.Path, "--out", "r");
            Assert.True(answer.ExitCode == 0, string.Join('\n', answer.Errors));
            writer.Run("COMMIT");
        }
        IsOfOneMoment(First, First);
        Assert.DoesNotContain("half written", Html(), StringComparison.Ordinal);
        Assert.Equal(2L, temporary.Value("SELECT count(*) FROM sweep"));
    }

    // A run with its first cells done, in the mode in which runs write.
    private ResultStore Begun()
    {
        var store = temporary.Open();
        TemporaryDatabase.Register(store, Cells);
        foreach (var cell in Cells.Take(First)) store.Save(Result(cell, 900 - (int)cell.Compression), Attempt(cell.Identity));
        return store;
    }

    private string Html() => File.ReadAllText(Path.Combine(bench.Folder, "r", "report.html"));

    // Whatever part is looked at, it tells of the same cells.
    private void IsOfOneMoment(int least, int most)
    {
        var html = Html();
        var finished = int.Parse(Finished().Match(html).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(finished, least, most);
        Assert.Contains($"{Cells.Count - finished} of {Cells.Count} cells have no result so far", html, StringComparison.Ordinal);
        var cells = TableAndReportTests.Rows(html, "cells");
        Assert.Equal(Cells.Count, cells.Count);
        Assert.Equal(finished, cells.Count(c => c["Status"] == "finished"));
        Assert.Equal(Cells.Take(finished).Select(c => (c.Strategy, $"{c.Seed}")).Order(), cells.Where(c => c["Status"] == "finished").Select(c => (c["Strategy"], c["Seed"])).Order());
        Assert.Equal(finished, TableAndReportTests.Rows(html, "points").Sum(p => int.Parse(p["n"], CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"<dt>Finished cells</dt><dd>(\d+)</dd>")]
    private static partial Regex Finished();
}
