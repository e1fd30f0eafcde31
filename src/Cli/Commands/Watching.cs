using System.CommandLine;
using System.Globalization;
using Bench.Cli.Display;

namespace Bench.Cli.Commands;

/// <summary><c>--watch</c>: what a command shows, again and again.</summary>
internal static class Watching
{
    private const double Standing = 10, Least = 1, Most = 86_400;

    public static Option<double?> Option()
    {
        var option = new Option<double?>("--watch")
        {
            Description = $"Show it again every so many seconds ({Standing} where none are given), until nothing is under way or Ctrl-C.", HelpName = "SECONDS", Arity = ArgumentArity.ZeroOrOne,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) || !(n >= Least && n <= Most)))
                result.AddError($"--watch takes seconds, from {Least} to {Most}, not '{token.Value}'");
        });
        return option;
    }

    /// <summary>Null where it is shown once.</summary>
    public static TimeSpan? IntervalOf(ParseResult parsed, Option<double?> option) =>
        parsed.GetResult(option) is { Implicit: false } given ? TimeSpan.FromSeconds(given.Tokens.Count == 0 ? Standing : parsed.GetValue(option)!.Value) : null;

    /// <summary>Shows it once, or as long as <paramref name="show"/> says that there is something to wait for.</summary>
    public static int Show(TimeSpan? interval, Func<bool> show)
    {
        if (interval is not { } pause)
        {
            show();
            return ExitCode.Done;
        }
        using var signals = new StopSignals();
        while (true)
        {
            if (!Console.IsOutputRedirected) Console.Write("\e[H\e[2J"); // to the top of an empty screen
            Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss}, every {pause.TotalSeconds:0.#} s (Ctrl-C ends it)");
            if (!show() || signals.Token.WaitHandle.WaitOne(pause)) return ExitCode.Done;
            if (Console.IsOutputRedirected) Console.WriteLine();
        }
    }
}
