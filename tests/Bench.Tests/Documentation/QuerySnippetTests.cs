using System.Text.RegularExpressions;
using Bench.Results;
using Bench.Tests.Results;

namespace Bench.Tests.Documentation;

/// <summary>Queries outside docs/database.md, in blocks and in commands, can be asked of a database.</summary>
public sealed partial class QuerySnippetTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    public static TheoryData<string> Queries =>
        [.. Snippet.In("sql").Where(s => s.File != "docs/database.md").Select(s => s.Text)
            .Concat(Snippet.Pages.SelectMany(p => Asked().Matches(Snippet.Read(p))).Select(m => m.Groups[1].Value).Where(q => !q.Contains("...", StringComparison.Ordinal))).Distinct()];

    [Theory, MemberData(nameof(Queries))]
    public void A_query_is_answered(string sql)
    {
        using var reader = filled.Temporary.Read();
        Assert.NotEmpty(reader.Query(sql, QueryParameters.Parse(Parameter().Matches(sql).Select(m => $"{m.Groups[1].Value}=1"))).Columns);
    }

    [GeneratedRegex("bench query \"([^\"]+)\"")]
    private static partial Regex Asked();

    [GeneratedRegex(" :([a-z]+)")]
    private static partial Regex Parameter();
}
