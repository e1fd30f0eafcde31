using Bench.Results;
using Parquet;
using Parquet.Schema;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class ParquetTests(TwoOfEverything made) : IClassFixture<TwoOfEverything>
{
    public static TheoryData<string> Views => [.. ViewExport.Views];

    [Fact]
    public void Every_view_is_exported()
    {
        using var reader = made.Temporary.Read();
        Assert.Equal(reader.Query("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").Rows.Select(row => (string)row[0]!), ViewExport.Views.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Views))]
    public async Task A_file_holds_what_the_view_has_each_value_as_what_it_is(string view)
    {
        using var folder = new TemporaryDatabase();
        var path = Assert.Single(ViewExport.Write(made.Temporary.Path, folder.Folder, ExportFormat.Parquet, null, [view], groupRows: 100));
        var csv = Assert.Single(ViewExport.Write(made.Temporary.Path, folder.Folder, ExportFormat.Csv, null, [view]));
        var (columns, rows) = await Read(path);
        using var written = new StringWriter { NewLine = "\n" };
        QueryOutput.Write(written, new QueryResult(columns, rows), QueryFormat.Csv);
        Assert.Equal(await File.ReadAllTextAsync(csv, TestContext.Current.CancellationToken), written.ToString());
        using var reader = made.Temporary.Read();
        var asked = reader.Query($"SELECT * FROM {view}").Rows;
        static string Kinds(IEnumerable<IReadOnlyList<object?>> rows, int column) => string.Join(' ', rows.Select(r => r[column]?.GetType().Name).OfType<string>().Distinct());
        foreach (var (column, name) in columns.Index()) Assert.Equal((name, Kinds(asked, column)), (name, Kinds(rows, column)));
    }

    [Fact]
    public async Task Infinity_stays_and_what_was_no_number_is_null_and_hostile_texts_are_texts()
    {
        using var own = new TemporaryDatabase();
        var cell = Cell("random", 2, 0) with { Strategy = "'; drop <script> \u202e 随机, \"x\"\n" };
        using (var store = own.Open())
        {
            TemporaryDatabase.Register(store, [cell]);
            var result = Result(cell);
            store.Save(result with { Size = result.Size with { TheoreticalSpeedup = double.PositiveInfinity }, Evaluations = [Evaluation("selected", "test", 900, double.NaN)] }, Attempt(cell.Identity));
        }
        var (columns, rows) = await Read(Assert.Single(ViewExport.Write(own.Path, own.Folder, ExportFormat.Parquet, "quickstart", ["v_sweep_results"])));
        object? Value(string column) => Assert.Single(rows)[columns.ToList().IndexOf(column)];
        Assert.Equal((double.PositiveInfinity, null, cell.Strategy, 0L), (Value("theoretical_speedup"), Value("loss"), Value("strategy"), Value("seed")));
    }

    [Fact]
    public void The_same_database_gives_the_same_bytes_and_an_empty_view_a_file_without_rows()
    {
        using var folder = new TemporaryDatabase();
        var first = ViewExport.Write(made.Temporary.Path, Path.Combine(folder.Folder, "a"), ExportFormat.Parquet);
        var second = ViewExport.Write(made.Temporary.Path, Path.Combine(folder.Folder, "b"), ExportFormat.Parquet);
        Assert.All(first.Zip(second), files => Assert.Equal(File.ReadAllBytes(files.First), File.ReadAllBytes(files.Second)));
        Assert.True(new FileInfo(first.Single(f => f.EndsWith("latencies.parquet", StringComparison.Ordinal))).Length > 0);
    }

    private static async Task<(IReadOnlyList<string> Columns, List<object?[]> Rows)> Read(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var fields = reader.Schema.GetDataFields();
        var rows = new List<object?[]>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var first = rows.Count;
            for (var n = 0; n < group.RowCount; n++) rows.Add(new object?[fields.Length]);
            foreach (var (column, field) in fields.Index())
                foreach (var (n, value) in (await Values(group, field)).Index()) rows[first + n][column] = value;
        }
        return ([.. fields.Select(f => f.Name)], rows);
    }

    private static async Task<IReadOnlyList<object?>> Values(ParquetRowGroupReader group, DataField field)
    {
        var count = (int)group.RowCount;
        if (field.ClrType == typeof(long))
        {
            var whole = new long?[count];
            await group.ReadAsync<long>(field, whole.AsMemory());
            return [.. whole.Select(value => (object?)value)];
        }
        if (field.ClrType == typeof(double))
        {
            var numbers = new double?[count];
            await group.ReadAsync<double>(field, numbers.AsMemory());
            return [.. numbers.Select(value => (object?)value)];
        }
        var texts = new string?[count];
        await group.ReadAsync(field, texts.AsMemory());
        return texts;
    }
}
