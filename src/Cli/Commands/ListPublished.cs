using System.CommandLine;
using System.Globalization;
using Bench.Analysis.Published;
using Bench.Cli.Display;

namespace Bench.Cli.Commands;

/// <summary><c>bench list published</c>: the files of published points, or what one of them holds.</summary>
internal static class ListPublished
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "Only this file, curve by curve.", Arity = ArgumentArity.ZeroOrOne };
        var folders = PublishedFiles.Option();
        var command = new Command("published", "Published points that figures and the audit compare with: files, methods, data sets, models.") { name, folders };
        command.SetAction(parsed =>
        {
            var points = PublishedFiles.Read(parsed, folders);
            if (parsed.GetValue(name) is { } wanted) Show(wanted, points);
            else
                TextTable.Write(Console.Out, ["name", "points", "data sets", "models", "methods", "as ours", "source"], points.All.GroupBy(p => p.File).Select(g => new[]
                {
                    g.Key, $"{g.Count()}", Distinct(g, p => p.Dataset), Distinct(g, p => p.Model), Few(g.Select(p => p.Method)), OurNames(g), Distinct(g, p => Work(p.Source)),
                }));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(string name, PublishedPoints points)
    {
        var file = points.In(name);
        Entries.Write([new($"{name}: {Words.Count(file.Count, "point")}",
        [
            ("source", Distinct(file, p => Work(p.Source))), ("sizes", Distinct(file, p => p.SizeConvention)), ("counted so by", Distinct(file, p => p.OurProtocols.Count == 0 ? "no protocol of ours" : string.Join(' ', p.OurProtocols))),
            ("how obtained", Few(file.Select(p => p.HowObtained))), ("caveats", Few(file.Select(p => p.Caveat).Where(c => c != ""))),
        ])]);
        Console.WriteLine();
        TextTable.Write(Console.Out, ["data set", "model", "method", "ours", "points", "ratios", "speedups", "top-1 (%)", "n"], file
            .GroupBy(p => (p.Dataset, p.Model, p.Method, p.OurDataset, p.OurModel, p.OurMethod))
            .Select(g => new[]
            {
                g.Key.Dataset, g.Key.Model, g.Key.Method, string.Join(" × ", new[] { g.Key.OurDataset, g.Key.OurModel, g.Key.OurMethod }.Select(o => o == "" ? "–" : o)), $"{g.Count()}",
                Range(g.Select(p => p.Compression)), Range(g.Select(p => p.Speedup)), Range(g.Select(p => (double?)(100 * p.Top1))), Distinct(g, p => $"{p.Seeds}"),
            }));
    }

    // How many can stand beside a result: their data set and model are ours.
    private static string OurNames(IEnumerable<PublishedPoint> points) => $"{points.Count(p => p is { OurDataset: not "", OurModel: not "" })}";

    // The repository and its version, or the paper, without the place in it.
    private static string Work(string source) => source.Split(':', 2)[0].Split(", ", 2)[0];

    private static string Distinct(IEnumerable<PublishedPoint> points, Func<PublishedPoint, string> of) => string.Join("; ", points.Select(of).Where(text => text != "").Distinct());

    private static string Few(IEnumerable<string> texts) => texts.Distinct().ToList() switch
    {
        { Count: > 3 } many => $"{string.Join("; ", many.Take(2))}; and {many.Count - 2} more",
        var few => string.Join("; ", few),
    };

    private static string Range(IEnumerable<double?> numbers) => numbers.OfType<double>().ToList() switch
    {
        [] => "",
        var some when some.Min() == some.Max() => Text(some.Min()),
        var some => $"{Text(some.Min())} to {Text(some.Max())}",
    };

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
