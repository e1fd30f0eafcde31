using System.CommandLine;
using Bench.Analysis.Published;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Figures;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench plot</c>: figures from the database.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var kind = new Argument<string?>("KIND")
        {
            Description = $"What is drawn: {string.Join(", ", FigureKind.All.Select(k => k.Name))} ('bench list figures' says what each is for); without it {FigureKind.Standard.Name}, and what the sweep's section 'figures' asks for.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var database = CommonOptions.Database();
        var sweeps = new Option<string[]>("--sweep") { Description = "Only this sweep: its name, or the path of its file. Given twice, both are drawn in the same figures.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        var folder = new Option<string>("--out") { Description = "Where the figures go, a folder for each sweep.", HelpName = "DIR", DefaultValueFactory = _ => "plots" };
        var formats = new Option<string[]>("--format")
        {
            Description = $"{string.Join(", ", FigureWriter.Formats)}; may be given several times. [default: all]",
            HelpName = "FORMAT",
        };
        var (options, published) = (FigurePlan.Options(), PublishedFiles.Option());
        var command = new Command("plot", "Draw figures: accuracy against compression ratio, speedup and other costs, or another kind.") { kind, database, sweeps, folder, formats, published };
        foreach (var (_, option) in options) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(sweeps)!;
            var choice = DatabaseChoice.Of(parsed, database, asked.FirstOrDefault());
            var named = parsed.GetValue(folder)!;
            if (parsed.GetResult(folder) is not { Implicit: false }) named = Path.Combine(choice.Home, named);
            var wanted = parsed.GetValue(formats) is { Length: > 0 } some ? some : FigureWriter.Formats;
            FigureWriter.Check(wanted);
            var only = parsed.GetValue(kind) is { } one ? FigureKind.Find(one) : null;
            var over = FigurePlan.Over(parsed, options);
            var refused = (only ?? FigureKind.Standard) is var first ? over(new(), null).Given.Select(o => (Option: o, Why: first.Refusal(o))).FirstOrDefault(r => r.Why is not null) : default;
            if (refused.Why is not null) throw new UserError($"--{refused.Option} {refused.Why}");
            PublishedFiles.Check(parsed, published);
            using var reader = ResultReader.Open(choice.Path);
            var (cells, filter) = (new CellsOfSweeps(reader), RowFilter.Parse(over(new(), null).Where));
            foreach (var group in Groups(reader, cells, choice.Path, [.. asked.Select(a => LoadedSweep.NameOf(a)!)], filter))
            {
                var target = Path.Combine(named, string.Join("-and-", group.Select(SweepName.Folder)));
                foreach (var sweep in group) LetterWarnings.Say(cells.Of(sweep, filter).Rows);
                OutputFolder.Prepare("--out", target);
                var section = group is [var single] ? SectionOf(reader, single, asked) : FigureSection.None;
                foreach (var figure in Draw(reader, cells, group, target, wanted, FigurePlan.Of(section, only, over), () => PublishedFiles.Read(parsed, published))) Console.WriteLine(figure);
            }
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Draws a sweep's figures; returns their paths.</summary>
    public static IReadOnlyList<string> Draw(string database, Sweep sweep, string folder, IReadOnlyList<string> formats)
    {
        using var reader = ResultReader.Open(database);
        return Draw(reader, new(reader), [sweep.Name], folder, formats, FigurePlan.Of(sweep.Figures, over: (choice, _) => choice with { AllowMixed = true }), PublishedFiles.Shipped);
    }

    /// <summary>The figure to look at first.</summary>
    public static string Overview(IReadOnlyList<string> figures) =>
        figures.FirstOrDefault(f => Path.GetFileName(f).StartsWith("grid", StringComparison.Ordinal)) ?? figures[0];

    private static IReadOnlyList<string> Draw(ResultReader reader, CellsOfSweeps read, IReadOnlyList<string> sweeps, string folder, IReadOnlyList<string> formats, IReadOnlyList<PlannedFigure> figures, Func<PublishedPoints> published)
    {
        var details = FigureDetails.Of(reader, sweeps, published);
        return [.. figures.SelectMany(Written)];

        IReadOnlyList<string> Written(PlannedFigure figure)
        {
            var filter = RowFilter.Parse(figure.Choice.Where);
            var cells = sweeps.Select(s => read.Of(s, filter)).ToList();
            if (cells.All(c => c.Rows.Count == 0)) return [];
            try
            {
                return FigureWriter.Write(figure.Kind, FigureData.Of(cells, figure.Choice, details), folder, formats, figure.Name);
            }
            catch (UserError mistake) when (figure.Besides)
            {
                Console.Error.WriteLine($"bench: the sweep's figure {figure.Name ?? figure.Kind.Name}: {mistake.Message}");
                return [];
            }
        }
    }

    // As the file says now where it is named; else as it said when the sweep was run.
    internal static FigureSection SectionOf(ResultReader reader, string sweep, IReadOnlyList<string> asked)
    {
        if (asked.FirstOrDefault(File.Exists) is { } file) return LoadedSweep.Read(file).Figures;
        return reader.SweepText(sweep) is { } text ? SweepFile.FiguresOf(text, $"sweep {sweep}", Catalogues.Vocabulary()) : FigureSection.None;
    }

    // Those that are named are drawn together; else each by itself.
    private static List<IReadOnlyList<string>> Groups(ResultReader reader, CellsOfSweeps cells, string database, IReadOnlyList<string> named, RowFilter filter)
    {
        var which = filter.IsEmpty ? "" : $" with {filter}";
        foreach (var sweep in named)
            if (cells.Of(sweep, filter).Rows.Count == 0) throw new UserError($"sweep {sweep} has no finished cell{which} to draw in {database}");
        var groups = named.Count > 0 ? [[.. named.Distinct()]]
            : reader.Sweeps().Where(s => s.Finished > 0 && (filter.IsEmpty || cells.Of(s.Name, filter).Rows.Count > 0)).Select(s => (IReadOnlyList<string>)[s.Name]).ToList();
        return groups.Count > 0 ? groups : throw new UserError($"{database} has no finished cell{which} to draw");
    }
}
