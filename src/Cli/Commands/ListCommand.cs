using System.CommandLine;
using Bench.Cli.Display;
using Bench.Cli.Launchers;
using Bench.Datasets;
using Bench.Figures;
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
        ListModels.Create(),
        ListWeights.Create(),
        Parts("criteria", "Criteria: how a parameter is scored, or a channel.", CataloguePart.Criteria, name => CataloguePart.Named("criterion", CataloguePart.Criteria, name)),
        Parts("scopes", "Scopes: where scores compete.", CataloguePart.Scopes, name => Scopes.Find(name).Name),
        Parts("structures", "Structures: what is removed together.", CataloguePart.Structures, name => Structures.Find(name).Name),
        Parts("schedules", "Schedules: in how many rounds, and when.", CataloguePart.Schedules, name => Schedules.Find(name).Name),
        Parts("retrainings", "Retrainings: what follows on a cut.", CataloguePart.Retrainings, name => Retrainings.Find(name).Name),
        NamedStrategies(),
        Of("protocols", "Protocols: what is prunable, how it is cut and counted.", ["name", "what", "source"], () => Protocols.All.Select(p => new[] { p.Name, p.Title, p.Source })),
        ListPublished.Create(),
        Of("recipes", "Recipes of training and retraining.", ["name", "what", "source"], () => RecipeCatalogue.All.Select(r => new[] { r.Name, r.Title, r.Source })),
        Figures(),
        Of("launchers", "Launchers: who carries out a sweep's cells.", ["name", "what"], () => LauncherCatalogue.All.Select(l => new[] { l.Name, l.Title })),
    };

    private static Command Figures()
    {
        var one = One();
        var command = new Command("figures", "Kinds of figures: the question that each answers, what it needs and a command that draws it.") { one };
        command.SetAction(parsed =>
        {
            IReadOnlyList<FigureKind> kinds = parsed.GetValue(one) is { } wanted ? [FigureKind.Find(wanted)] : FigureKind.All;
            if (Console.IsOutputRedirected && kinds.Count > 1)
                TextTable.Write(Console.Out, ["name", "what", "question", "needs", "example"], kinds.Select(k => new[] { k.Name, k.Title, k.Question, k.Needs, k.Example }));
            else Entries.Write(kinds.Select(k => new Entry($"{k.Name}: {k.Title}",
                [("question", k.Question), ("needs", k.Needs), ("example", k.Example), .. kinds.Count > 1 ? [] : k.Refuses.Select(r => ("not", $"--{r.Key}: {r.Value}"))])));
            return ExitCode.Done;
        });
        return command;
    }

    // One by one with their options; redirected, a row each.
    private static Command Parts(string name, string description, IReadOnlyList<CataloguePart> parts, Func<string, string> find)
    {
        var one = One();
        var command = new Command(name, description) { one };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(one) is { } wanted)
            {
                var found = find(wanted);
                Entries.Write([.. parts.Where(p => p.Name == found).Select(Described)]);
            }
            else if (Console.IsOutputRedirected)
                TextTable.Write(Console.Out, ["name", "what", "source", "options"], parts.Select(p => new[] { p.Name, p.Title, p.Source, p.OptionsInBrief }));
            else Entries.Write(parts.Select(Described));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command NamedStrategies()
    {
        var one = One();
        var command = new Command("strategies", "Named strategies: formula, parts, steps and paper of each.") { one };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(one) is { } wanted) Entries.Write([StrategyText.Brief(StrategyCatalogue.Find(wanted)), .. PartsOf(StrategyCatalogue.Find(wanted).Spec)]);
            else if (Console.IsOutputRedirected)
                TextTable.Write(Console.Out, ["name", "what", "score", "parts", "steps", "source"], StrategyCatalogue.All.Select(s => StrategyText.Brief(s).Details)
                    .Zip(StrategyCatalogue.All, (details, s) => (string[])[s.Name, s.Title, .. details.Select(d => d.Text)]));
            else
            {
                Entries.Write(StrategyCatalogue.All.Select(StrategyText.Brief));
                Console.WriteLine($"\nsteps: of {StandardCell.Text}; 'bench plan --steps NAME' has all of them");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<Entry> PartsOf(StrategySpec spec) =>
    [
        Described(CataloguePart.Criteria.Single(p => p.Name == spec.Criterion), "criterion "), Described(CataloguePart.Scopes.Single(p => p.Name == spec.Scope), "scope "),
        Described(CataloguePart.Structures.Single(p => p.Name == spec.Structure), "structure "), Described(CataloguePart.Schedules.Single(p => p.Name == spec.Schedule), "schedule "),
        Described(CataloguePart.Retrainings.Single(p => p.Name == spec.Retraining), "retraining "),
    ];

    private static Entry Described(CataloguePart part) => Described(part, "");

    private static Entry Described(CataloguePart part, string kind) => new($"{kind}{part.Name}: {part.Title}",
        [.. part.Options.Select(o => (o.Name, $"{(o.IsRequired ? "must be given" : $"{o.Standing} by default")}; {o.Valid}: {o.Meaning}")), ("paper", part.Source)]);

    private static Argument<string?> One() => new("NAME") { Description = "Only this one, with all that can be set.", Arity = ArgumentArity.ZeroOrOne };

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
