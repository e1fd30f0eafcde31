using Bench.Core;
using Bench.Results;

namespace Bench.Tests.Results;

public sealed class SchemaGuideTests
{
    [Fact]
    public void Every_column_of_every_view_has_a_meaning()
    {
        var without = SchemaGuide.Views.SelectMany(view => view.Columns.Where(c => c.Meaning == "").Select(c => $"{view.Name}.{c.Name}")).ToList();
        Assert.True(without.Count == 0, string.Join(' ', without));
        Assert.All(SchemaGuide.Views.SelectMany(view => view.Columns), c => Assert.DoesNotMatch("see above|^as in the|^and ", c.Meaning));
    }

    [Fact]
    public void Every_view_and_table_says_what_a_row_is()
    {
        Assert.All(SchemaGuide.Views.Concat(SchemaGuide.Tables), table => Assert.NotEqual("", table.Meaning));
        Assert.Contains("v_results", SchemaGuide.Views.Select(v => v.Name));
        Assert.Contains("fingerprint", SchemaGuide.Tables.Select(t => t.Name));
    }

    [Theory]
    [InlineData("v_results", "flags", "TEXT", "warnings, separated by blanks")]
    [InlineData("v_results", "strategy", "TEXT", "composition")]
    [InlineData("v_sweep_results", "strategy", "TEXT", "label of the strategy in this sweep")]
    [InlineData("v_tradeoff", "n", "", "seeds that are finished")]
    [InlineData("v_tradeoff", "start", "", "which weights were imported")]
    [InlineData("v_layers", "density", "", "kept fraction")]
    [InlineData("v_layers", "kept", "INTEGER", "weights kept")]
    [InlineData("v_latencies", "retraining_epochs", "INTEGER", "length of the retraining in epochs")]
    [InlineData("v_missing", "status", "", "skipped: cannot be run")]
    [InlineData("result", "tied_scores", "INTEGER", "scores equal to that at the cut")]
    [InlineData("V_PAIRED", "equal_budget", "", "flag: both have seen as many training samples")]
    public void A_column_means_what_the_scripts_say(string table, string column, string type, string meaning)
    {
        var found = Assert.Single(SchemaGuide.Find(table).Columns, c => c.Name == column);
        Assert.Equal(type, found.Type is "NUM" or "INT" ? "" : found.Type);
        Assert.Contains(meaning, found.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_view_is_told_with_the_nearest() =>
        Assert.StartsWith("unknown view or table 'v_reslts': did you mean 'v_results'?", Assert.Throws<UserError>(() => SchemaGuide.Find("v_reslts")).Message);
}
