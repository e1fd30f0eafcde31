using System.CommandLine;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench query</c>: SQL over the results, read-only.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sql = new Argument<string>("sql") { Description = "A query, such as \"SELECT * FROM v_tradeoff\"; docs/database.md explains tables and views.", HelpName = "SQL" };
        var format = new Option<QueryFormat>("--format") { Description = "table, csv or json.", HelpName = "FORMAT", DefaultValueFactory = _ => QueryFormat.Table };
        var command = new Command("query", "Ask the database in SQL. It is opened read-only.") { sql, database, format };
        command.SetAction(parsed =>
        {
            using var reader = ResultReader.Open(parsed.GetValue(database)!);
            QueryOutput.Write(Console.Out, reader.Query(parsed.GetValue(sql)!), parsed.GetValue(format));
            return ExitCode.Done;
        });
        return command;
    }
}
