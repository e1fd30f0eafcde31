using Bench.Core;
using Bench.Results;

namespace Bench.Tests.Results;

public sealed class QueryTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    private readonly TemporaryDatabase temporary = filled.Temporary;

    [Theory]
    [InlineData("DELETE FROM result")]
    [InlineData("UPDATE cell SET seed = 1")]
    [InlineData("DROP VIEW v_results")]
    [InlineData("CREATE TABLE x (a)")]
    [InlineData("PRAGMA user_version = 9")]
    [InlineData("VACUUM")]
    [InlineData("VACUUM INTO 'FOLDER/stolen.db'")]
    [InlineData("ATTACH 'FOLDER/other.db' AS other")]
    [InlineData("SELECT 1; DELETE FROM result")]
    public void A_query_cannot_write(string sql)
    {
        var bytes = File.ReadAllBytes(temporary.Path);
        using (var reader = temporary.Read())
        {
            var error = Assert.Throws<UserError>(() => reader.Query(sql.Replace("FOLDER", temporary.Folder, StringComparison.Ordinal)));
            Assert.DoesNotContain('\n', error.Message);
        }
        Assert.Equal(bytes, File.ReadAllBytes(temporary.Path));
        Assert.Empty(Directory.EnumerateFiles(temporary.Folder).Select(Path.GetFileName).Except(["bench.db", "bench.db-wal", "bench.db-shm", "bench.db.lock"]));
    }

    [Theory]
    [InlineData("SELEC 1", "the query has a mistake: near \"SELEC\": syntax error")]
    [InlineData("SELECT * FROM results", "the query has a mistake: no such table: results: did you mean 'result'? (views: v_cells, v_classes, v_cuts, v_epochs, v_fingerprints, v_finished, v_latencies, v_layers, v_missing, v_paired, "
        + "v_pretrainings, v_results, v_sweep_results, v_times, v_tradeoff)")]
    [InlineData("SELECT top9 FROM v_results", "the query has a mistake: no such column: top9: did you mean 'top1'?")]
    [InlineData("SELECT * FROM v_resluts", "the query has a mistake: no such table: v_resluts: did you mean 'v_results'? (views: v_cells, v_classes, v_cuts, v_epochs, v_fingerprints, v_finished, v_latencies, v_layers, v_missing, "
        + "v_paired, v_pretrainings, v_results, v_sweep_results, v_times, v_tradeoff)")]
    [InlineData("SELECT r.strateggy FROM v_results r", "the query has a mistake: no such column: r.strateggy: did you mean 'strategy'?")]
    [InlineData("SELECT zzzzzzzzzzzz FROM cell", "the query has a mistake: no such column: zzzzzzzzzzzz")]
    [InlineData("SELECT 1; SELECT 2", "more than one query: write one SELECT statement")]
    [InlineData("", "the query gives no rows: write one SELECT statement")]
    public void A_mistake_in_a_query_is_one_line(string sql, string message)
    {
        using var reader = temporary.Read();
        Assert.Equal(message, Assert.Throws<UserError>(() => reader.Query(sql)).Message);
    }

    [Fact]
    public void Tables_align_text_left_and_numbers_right()
    {
        Assert.Equal(
            """
            name  count     share
            ----  -----  --------
            a         1  0.333333
            long     20

            """,
            Written(QueryFormat.Table, ["name", "count", "share"], ["a", 1L, 1.0 / 3], ["long", 20L, null]));
    }

    [Fact]
    public void Csv_quotes_where_it_must_and_keeps_every_digit() =>
        Assert.Equal(
            "name,share\n\"a, \"\"b\"\"\",0.3333333333333333\n,Inf\n",
            Written(QueryFormat.Csv, ["name", "share"], ["a, \"b\"", 1.0 / 3], [null, double.PositiveInfinity]));

    [Fact]
    public void Json_has_numbers_as_numbers()
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            Written(QueryFormat.Json, ["name", "count", "share", "none"], ["64×3", 1L << 60, 1.0 / 3, null], ["x", 0L, double.PositiveInfinity, null]));
        var first = json.RootElement[0];
        Assert.Equal("64×3", first.GetProperty("name").GetString());
        Assert.Equal(1L << 60, first.GetProperty("count").GetInt64());
        Assert.Equal(1.0 / 3, first.GetProperty("share").GetDouble());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, first.GetProperty("none").ValueKind);
        Assert.Equal("Inf", json.RootElement[1].GetProperty("share").GetString());
    }

    [Theory]
    [InlineData(QueryFormat.Table, "a\n-\n")]
    [InlineData(QueryFormat.Csv, "a\n")]
    [InlineData(QueryFormat.Json, "[]\n")]
    public void No_rows_are_written_as_none(QueryFormat format, string expected) => Assert.Equal(expected, Written(format, ["a"]));

    private static string Written(QueryFormat format, string[] columns, params object?[][] rows)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        QueryOutput.Write(writer, new QueryResult(columns, rows), format);
        return writer.ToString();
    }
}
