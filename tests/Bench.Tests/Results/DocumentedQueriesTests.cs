using System.Text.RegularExpressions;

namespace Bench.Tests.Results;

/// <summary>The queries of docs/database.md work on a filled database.</summary>
public sealed partial class DocumentedQueriesTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    [Fact]
    public void There_are_ten() => Assert.Equal(10, Queries().Count);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9)]
    public void Each_finds_something(int index)
    {
        using var reader = filled.Temporary.Read();
        Assert.NotEmpty(reader.Query(Queries()[index]).Rows);
    }

    [Fact]
    public void Pairs_are_made_by_seed()
    {
        using var reader = filled.Temporary.Read();
        var row = reader.Query(Queries()[2]).Rows.Single(row => row is [_, _, "global-magnitude", _, _, 8.0, ..]);
        Assert.Equal(-0.014, (double)row[6]!, 12); // 960 − 16 against 960 − 2 of 1,000
        Assert.Equal(3L, row[7]);
    }

    private static List<string> Queries() =>
        [.. SqlBlock().Matches(File.ReadAllText(RepositoryFiles.Find("docs/database.md"))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();
}
