using System.Text.RegularExpressions;
using Bench.Results;
using Bench.Sweeps.Reading;

namespace Bench.Tests.Results;

/// <summary>What others rely on: a change of these columns is a new schema version with a migration.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public SchemaTests() => temporary.Open().Dispose();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Tables_views_and_columns_are_those_of_this_version()
    {
        using var reader = temporary.Read();
        var lines = reader.Query(
            """
            SELECT s.name || ': ' || group_concat(c.name, ' ') FROM sqlite_schema s JOIN pragma_table_xinfo(s.name) c
            WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite_%' GROUP BY s.name ORDER BY s.name
            """).Rows.Select(row => (string)row[0]!);
        Assert.Equal(File.ReadAllLines(RepositoryFiles.Find("tests/Bench.Tests/Results/schema.golden")), lines.Prepend($"version {Schema.Current.Version}"));
    }

    [Fact]
    public void Every_option_of_a_recipe_is_a_column()
    {
        using var reader = temporary.Read();
        var columns = reader.Query("SELECT name FROM pragma_table_info('recipe')").Rows.Select(row => (string)row[0]!).ToHashSet();
        var options = RecipeReader.Keys.Where(key => key != "recipe").Select(key => key == "learning-rate" ? "rate" : key.Replace('-', '_'));
        Assert.Subset(columns, options.ToHashSet());
        var views = reader.Query("SELECT name FROM pragma_table_info('v_cells')").Rows.Select(row => (string)row[0]!).ToHashSet();
        Assert.Subset(views, columns.Except(["id"]).SelectMany(column => new[] { $"retraining_{column}", $"pretraining_{column}" }).ToHashSet());
    }

    [Fact]
    public void Tables_are_strict()
    {
        using var reader = temporary.Read();
        Assert.Empty(reader.Query("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'").Rows);
    }

    [Fact]
    public void The_schema_in_the_database_keeps_its_comments()
    {
        using var reader = temporary.Read();
        var tables = reader.Query("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Rows;
        Assert.All(tables, row => Assert.True(Regex.IsMatch((string)row[1]!, "--") || (string)row[0]! is "pretraining_evaluation" or "pretraining_epoch"));
    }
}
