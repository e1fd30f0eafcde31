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
    [InlineData("CREATE TEMP TABLE x AS SELECT * FROM result")]
    [InlineData("CREATE TEMP VIEW x AS SELECT 1 AS one")]
    [InlineData("BEGIN EXCLUSIVE")]
    [InlineData("SAVEPOINT s")]
    [InlineData("ANALYZE")]
    [InlineData("REINDEX")]
    [InlineData("DETACH main")]
    [InlineData("PRAGMA wal_checkpoint(TRUNCATE)")]
    [InlineData("PRAGMA query_only = 0")]
    [InlineData("PRAGMA writable_schema = 1")]
    [InlineData("PRAGMA optimize")]
    [InlineData("PRAGMA temp_store_directory = 'FOLDER'")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE")]
    [InlineData("PRAGMA cache_size = 1000000000")]
    [InlineData("SELECT * FROM pragma_journal_mode('wal')")]
    [InlineData("SELECT load_extension('FOLDER/x.so')")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO sweep SELECT 'a', 'b', 'c', 'd', 'e' FROM x")]
    [InlineData("INSERT INTO sweep SELECT 'a', 'b', 'c', 'd', 'e' RETURNING name")]
    [InlineData("CREATE VIRTUAL TABLE temp.x USING fts5(a)")]
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
    [InlineData("SELECT * FROM results", "the query has a mistake: no such table: results: did you mean 'result'? (views: v_cells, v_classes, v_cuts, v_deployed, v_epochs, v_fingerprints, v_finished, v_latencies, v_layers, v_missing, v_paired, "
        + "v_pretrainings, v_results, v_sensitivity, v_sweep_results, v_times, v_tradeoff)")]
    [InlineData("SELECT top9 FROM v_results", "the query has a mistake: no such column: top9: did you mean 'top1'?")]
    [InlineData("SELECT * FROM v_resluts", "the query has a mistake: no such table: v_resluts: did you mean 'v_results'? (views: v_cells, v_classes, v_cuts, v_deployed, v_epochs, v_fingerprints, v_finished, v_latencies, v_layers, v_missing, "
        + "v_paired, v_pretrainings, v_results, v_sensitivity, v_sweep_results, v_times, v_tradeoff)")]
    [InlineData("SELECT r.strateggy FROM v_results r", "the query has a mistake: no such column: r.strateggy: did you mean 'strategy'?")]
    [InlineData("SELECT zzzzzzzzzzzz FROM cell", "the query has a mistake: no such column: zzzzzzzzzzzz")]
    [InlineData("SELECT 1; SELECT 2", "more than one query: write one SELECT statement")]
    [InlineData("", "the query gives no rows: write one SELECT statement")]
    public void A_mistake_in_a_query_is_one_line(string sql, string message)
    {
        using var reader = temporary.Read();
        Assert.Equal(message, Assert.Throws<UserError>(() => reader.Query(sql)).Message);
    }

    [Theory]
    [InlineData("PRAGMA user_version")]
    [InlineData("PRAGMA integrity_check")]
    [InlineData("SELECT name FROM pragma_table_info('result')")]
    [InlineData("EXPLAIN QUERY PLAN SELECT * FROM v_results")]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT sum(i) FROM n")]
    [InlineData("SELECT json_extract(k.json, '$.model'), value FROM configuration k, json_each(k.json)")]
    [InlineData("SELECT *, row_number() OVER (PARTITION BY dataset ORDER BY top1) FROM v_results ORDER BY random()")]
    public void What_only_tells_is_answered(string sql)
    {
        using var reader = temporary.Read();
        Assert.NotEmpty(reader.Query(sql).Rows);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM v_results WHERE seed = :seed AND compression >= @ratio", 5L, "seed=1", "ratio=2.0")]
    [InlineData("SELECT count(*) FROM v_results WHERE composition = $name", 0L, "name='; DROP TABLE result; --")]
    [InlineData("SELECT count(*) FROM v_results WHERE composition = :name OR composition = :name", 7L, "name=random")]
    [InlineData("SELECT typeof(:a) || typeof(:b) || typeof(:c) || typeof(:d) || typeof(:e) || typeof(:f)", "integerrealtexttexttextnull", "a=12", "b=1e-3", "c=007", "d=\"12\"", "e=", ":f=NULL")]
    [InlineData("SELECT :a", "x=\"1\"", "a=x=\"1\"")]
    [InlineData("SELECT :a", "it is \"so\"", "a=\"it is \"\"so\"\"\"")]
    public void Parameters_are_bound(string sql, object expected, params string[] parameters)
    {
        using var reader = temporary.Read();
        Assert.Equal(expected, Assert.Single(Assert.Single(reader.Query(sql, QueryParameters.Parse(parameters)).Rows)));
    }

    [Theory]
    [InlineData("SELECT :seed, :ratio", "the query needs --param ratio=VALUE", "seed=1")]
    [InlineData("SELECT :seed", "--param: unknown parameter 'sed': did you mean 'seed'? (valid: seed)", "sed=1")]
    [InlineData("SELECT 1", "the query has no parameter :seed, and no other", "seed=1")]
    [InlineData("SELECT ?", "write a parameter of the query as :name, which --param name=value gives its value")]
    [InlineData("SELECT :a", "--param takes a name and a value, such as seed=1, not 'a'", "a")]
    [InlineData("SELECT :a", "--param takes a name and a value, such as seed=1, not 'a b=1'", "a b=1")]
    [InlineData("SELECT :a", "--param a is given twice", "a=1", "a=2")]
    public void A_parameter_without_a_value_or_a_value_without_a_parameter_is_one_line(string sql, string message, params string[] parameters)
    {
        using var reader = temporary.Read();
        Assert.Equal(message, Assert.Throws<UserError>(() => reader.Query(sql, QueryParameters.Parse(parameters))).Message);
    }

    [Fact]
    public void Markdown_escapes_texts_and_aligns_numbers() =>
        Assert.Equal(
            "| na\\|me | share |\n| --- | ---: |\n| a\\|b \\<script\\> \\`x\\` 1 | 0.333333 |\n|  |  |\n",
            Written(QueryFormat.Markdown, ["na|me", "share"], ["a|b <script> `x`\n1", 1.0 / 3], [null, null]));

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
    [InlineData(QueryFormat.Markdown, "| a |\n| --- |\n")]
    public void No_rows_are_written_as_none(QueryFormat format, string expected) => Assert.Equal(expected, Written(format, ["a"]));

    private static string Written(QueryFormat format, string[] columns, params object?[][] rows)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        QueryOutput.Write(writer, new QueryResult(columns, rows), format);
        return writer.ToString();
    }
}
