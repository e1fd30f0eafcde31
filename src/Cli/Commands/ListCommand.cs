using System.CommandLine;
using Bench.Cli.Display;
using Bench.Datasets;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench list</c>: the names that a sweep may use.</summary>
internal static class ListCommand
{
    public static Command Create() => new("list", "List the names that a sweep may use.")
    {
        Of("datasets", "Data sets, their inputs, classes and licences.", ["name", "what", "input", "classes", "licence"], () => DatasetCatalogue.All.Select(d => d.Info)
            .Select(d => new[] { d.Name, d.Title, d.Input.ToString(), $"{d.Classes}", d.License })),
        Of("models", "Models and the inputs that they take.", ["name", "what", "takes", "source"], () => ModelCatalogue.All.Select(m => new[] { m.Name, m.Title, m.Takes, m.Source })),
        Of("criteria", "Criteria: how a parameter is scored.", ["name", "score", "source"], () => Criteria.All.Select(c => new[] { c.Name, c.Title, c.Source })),
        Of("scopes", "Scopes: where scores compete.", ["name", "what", "source"], () => Scopes.All.Select(s => new[] { s.Name, s.Title, s.Source })),
        Of("strategies", "Named strategies: compositions of a criterion and a scope.", ["name", "criterion", "scope", "structure", "schedule", "what"],
            () => StrategyCatalogue.All.Select(s => new[] { s.Name, s.Criterion, s.Scope, s.Structure, s.Schedule, s.Title })),
        Of("protocols", "Protocols: what is prunable, how it is cut and counted.", ["name", "what", "source"], () => Protocols.All.Select(p => new[] { p.Name, p.Title, p.Source })),
        Of("recipes", "Recipes of training and retraining.", ["name", "what", "source"], () => RecipeCatalogue.All.Select(r => new[] { r.Name, r.Title, r.Source })),
    };

    private static Command Of(string name, string description, string[] columns, Func<IEnumerable<string[]>> rows)
    {
        var command = new Command(name, description);
        command.SetAction(_ =>
        {
            TextTable.Write(Console.Out, columns, rows());
            return ExitCode.Done;
        });
        return command;
    }
}
