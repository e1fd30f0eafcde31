using System.CommandLine;
using Bench.Cli.Display;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench query</c>: SQL over the results, read-only.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sql = new Argument<string?>("SQL")
        {
            Description = "A query, such as \"SELECT * FROM v_tradeoff\"; --schema shows what there is, docs/database.md explains it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var schema = new Option<string?>("--schema")
        {
            Description = "Instead of a query: the views and their columns, with their meaning; with a name only that view or table.",
            HelpName = "VIEW",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var parameters = new Option<string[]>("--param")
        {
            Description = "The value of a parameter that the query names as :name; may be given several times. What reads as a number is one; NULL; \"007\" in quotation marks is a text.",
            HelpName = "NAME=VALUE",
            DefaultValueFactory = _ => [],
        };
        var format = QueryFormats.Option();
        var command = new Command("query", "Ask the database in SQL. It is opened read-only.") { sql, schema, parameters, database, format };
        command.Check(result =>
        {
            var asked = result.GetResult(schema) is { Implicit: false };
            if (asked && result.GetValue(sql) is not null) result.AddError("--schema takes the place of a query: one of them");
            if (!asked && result.GetValue(sql) is null) result.AddError("'bench query' needs to know what: SQL, or --schema to see what there is");
        });
        command.SetAction(parsed =>
        {
            var shape = QueryFormats.Of(parsed.GetValue(format)!);
            if (parsed.GetResult(schema) is { Implicit: false })
            {
                SchemaText.Write(Console.Out, parsed.GetValue(schema), shape);
                return ExitCode.Done;
            }
            var values = QueryParameters.Parse(parsed.GetValue(parameters)!);
            using var reader = ResultReader.Open(DatabaseChoice.Of(parsed, database).Path);
            QueryOutput.Write(Console.Out, reader.Query(parsed.GetValue(sql)!, values), shape);
            return ExitCode.Done;
        });
        return command;
    }
}
