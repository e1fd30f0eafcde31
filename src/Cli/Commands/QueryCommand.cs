using System.CommandLine;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench query</c>: SQL over the results, read-only.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sql = new Argument<string>("SQL") { Description = "A query, such as \"SELECT * FROM v_tradeoff\"; docs/database.md explains tables and views." };
        var format = QueryFormats.Option();
        var command = new Command("query", "Ask the database in SQL. It is opened read-only.") { sql, database, format };
        command.SetAction(parsed =>
        {
            var shape = QueryFormats.Of(parsed.GetValue(format)!);
            using var reader = ResultReader.Open(DatabaseChoice.Of(parsed, database).Path);
            QueryOutput.Write(Console.Out, reader.Query(parsed.GetValue(sql)!), shape);
            return ExitCode.Done;
        });
        return command;
    }
}
