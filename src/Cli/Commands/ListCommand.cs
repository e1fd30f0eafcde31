using System.CommandLine;
using System.CommandLine.Invocation;
using Bench.Cli.Display;
using Bench.Core;
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
        Models(),
        Of("criteria", "Criteria: how a parameter is scored.", ["name", "score", "source"], () => Criteria.All.Select(c => new[] { c.Name, c.Title, c.Source })),
        Of("scopes", "Scopes: where scores compete.", ["name", "what", "source"], () => Scopes.All.Select(s => new[] { s.Name, s.Title, s.Source })),
        Of("structures", "Structures: what is removed together.", ["name", "what", "source"], () => Structures.All.Select(s => new[] { s.Name, s.Title, s.Source })),
        Of("schedules", "Schedules: in how many rounds, and when.", ["name", "what", "source"], () => Schedules.All.Select(s => new[] { s.Name, s.Title, s.Source })),
        Of("retrainings", "Retrainings: what follows on a cut.", ["name", "what", "source"], () => Retrainings.All.Select(r => new[] { r.Name, r.Title, r.Source })),
        Of("strategies", "Named strategies: compositions of parts.", ["name", "criterion", "scope", "structure", "schedule", "what"],
            () => StrategyCatalogue.All.Select(s => new[] { s.Name, s.Spec.Criterion!, s.Spec.Scope!, s.Spec.Structure, s.Spec.Schedule, s.Title })),
        Of("protocols", "Protocols: what is prunable, how it is cut and counted.", ["name", "what", "source"], () => Protocols.All.Select(p => new[] { p.Name, p.Title, p.Source })),
        Of("recipes", "Recipes of training and retraining.", ["name", "what", "source"], () => RecipeCatalogue.All.Select(r => new[] { r.Name, r.Title, r.Source })),
    };

    private static Command Models()
    {
        var tensors = new Option<string?>("--tensors")
        {
            Description = "Names and shapes of this model's weights instead, as a file of weights has to have them.", HelpName = "MODEL",
        };
        var dataset = new Option<string?>("--for")
        {
            Description = "With --tensors: for the inputs and classes of this data set; by default mnist for a LeNet, else cifar10.", HelpName = "DATASET",
        };
        var command = Of(
            "models", "Models and the inputs that they take.", ["name", "what", "takes", "source"],
            () => ModelCatalogue.All.Select(m => new[] { m.Name, m.Title, m.Takes, m.Source }));
        var listAll = command.Action!;
        command.Add(tensors);
        command.Add(dataset);
        command.Validators.Add(result =>
        {
            if (result.GetValue(dataset) is not null && result.GetValue(tensors) is null) result.AddError("--for goes with --tensors: it chooses inputs and classes");
        });
        command.SetAction(parsed => parsed.GetValue(tensors) is { } name ? ShowTensors(name, parsed.GetValue(dataset)) : ((SynchronousCommandLineAction)listAll).Invoke(parsed));
        return command;
    }

    private static int ShowTensors(string name, string? dataset)
    {
        var model = ModelCatalogue.Find(name);
        var data = DatasetCatalogue.Find(dataset ?? (model.Family == "lenet" ? "mnist" : "cifar10")).Info;
        using var network = Network.Create(model, data.Input, data.Classes, SeededStream.For(0, "initialization"));
        Console.WriteLine($"{model.Name} for {data.Input} inputs and {data.Classes} classes ({data.Name})");
        TextTable.Write(Console.Out, ["name", "shape"], WeightImport.NamesOf(network).Select(t => new[] { t.Name, $"({string.Join(", ", t.Shape)})" }));
        return ExitCode.Done;
    }

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
