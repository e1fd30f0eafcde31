using System.CommandLine;
using System.Globalization;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary>Options that several commands have; made anew for each, as a command owns its options.</summary>
internal static class CommonOptions
{
    public static Argument<string> SweepFile() => new("FILE") { Description = "The sweep file (YAML); docs/sweeps.md explains its keys." };

    public static Option<string> Database() => new("--db")
    {
        Description = "The results database (SQLite). Where the default is not there, it is looked for in the sweep's folder and the one above.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Path.Combine("results", "bench.db"),
    };

    public static Option<string[]> MovedFiles() => new("--file")
    {
        Description = "A file that the cell reads, of a network, weights or scores, where it lies elsewhere now; it is known by its content; may be given several times.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public static Option<string[]> Data() => new("--data")
    {
        Description = "A folder with data sets; may be given several times. Then BENCH_DATA, ./data and /usr/share/datasets are searched.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Sweep() => new("--sweep")
    {
        Description = "Only this sweep: its name, or the path of its file.",
        HelpName = "NAME",
    };

    public static Option<int> Workers() => Positive("--workers", "Worker processes; by default one for each physical core, or for each GPU.", Processors.PhysicalCores);

    public static Option<int> Threads() => Positive(
        "--threads", "Threads of each worker. Other numbers of threads round differently; two on one core are slower.", () => 1);

    public static Option<bool> NoMeasure(string estimate = "Estimate") => new("--no-measure")
    {
        Description = $"{estimate} from finished cells only; else what they do not tell is measured for some seconds.",
    };

    /// <summary>Which part of the cells.</summary>
    public static Option<string?> Shard()
    {
        var option = new Option<string?>("--shard")
        {
            Description = "Only one of N parts of about the same work, such as 2/5 for the second of five: for machines that share nothing; 'bench merge' joins their databases.",
            HelpName = "K/N",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Sweeps.Shard.TryParse(token.Value, out _)) result.AddError($"--shard takes K/N, part K of N parts with 1 ≤ K ≤ N, such as 2/5, not '{token.Value}'");
        });
        return option;
    }

    /// <summary>The part of that option; null for all cells.</summary>
    public static Shard? ShardOf(this ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text && Sweeps.Shard.TryParse(text, out var shard) ? shard : null;

    /// <summary>Where workers compute.</summary>
    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where to compute: cpu; cuda, all GPUs, one worker each (or --workers N in all); cuda:N, one of them; auto, as cuda where there is a GPU, else as cpu.",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "cpu",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !DeviceRequest.TryParse(token.Value, out _)) result.AddError(DeviceRequest.Mistake(token.Value));
        });
        return option;
    }

    /// <summary>A number of something, from 1.</summary>
    public static Option<int> Positive(string name, string description, Func<int> byDefault)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault() };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var n) || n < 1))
                result.AddError($"{name} takes a whole number from 1{Bound(token.Value)}, not '{token.Value}'");
        });
        return option;
    }

    /// <summary>The greatest number that can be asked for, where that is what a text is beyond.</summary>
    public static string Bound(string text) => text.Length > 9 && text.All(char.IsAsciiDigit) ? $" to {int.MaxValue}" : "";

    /// <summary>Gigabytes, 0 or more.</summary>
    public static Option<double> Gigabytes(string name, string description, double standing)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "GB", DefaultValueFactory = _ => standing };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) || !(n >= 0 && n <= 1e6)))
                result.AddError($"{name} takes gigabytes, from 0 to 1000000, not '{token.Value}'");
        });
        return option;
    }

    /// <summary>A length of time in seconds, above 0.</summary>
    public static Option<double> Seconds(string name, string description, double byDefault)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "SECONDS", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) || !(n > 0 && n <= LongestSeconds)))
                result.AddError($"{name} takes seconds, above 0 and at most {LongestSeconds}, not '{token.Value}'");
        });
        return option;
    }

    /// <summary>The folders of the option and those that are searched anyway; a folder that somebody names has to be there.</summary>
    public static SearchPath SearchPath(this ParseResult parsed, Option<string[]> data)
    {
        var folders = parsed.GetValue(data)!;
        foreach (var folder in folders)
            if (WhyNot(folder) is { } reason) throw new UserError($"--data: {reason}");
        return Datasets.SearchPath.From(folders);
    }

    private static string? WhyNot(string folder)
    {
        if (File.Exists(folder)) return $"'{folder}' is a file; it takes a folder";
        if (!Directory.Exists(folder)) return $"there is no folder '{folder}'";
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return null;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return $"folder '{folder}' cannot be read: {FileTrouble.Reason(error)}";
        }
    }

    private const int LongestSeconds = 1_000_000;

    /// <summary>Which results are meant, by conditions on their columns.</summary>
    public static Option<string[]> Where()
    {
        var option = new Option<string[]>("--where")
        {
            Description = "Only results of which this holds: column=value, !=, <, <=, >, >= or ~ (a pattern with * and ?) on a column of v_sweep_results, such as "
                + "dataset=mnist,fashion-mnist (one of these) or \"compression<=8\"; may be given several times, and then all hold.",
            HelpName = "CONDITION",
            DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            try
            {
                RowFilter.Parse(result.Tokens.Select(token => token.Value));
            }
            catch (UserError mistake)
            {
                result.AddError(mistake.Message);
            }
        });
        return option;
    }

    /// <summary>Whether results may stand beside each other that are not comparable.</summary>
    public static Option<bool> AllowMixed() => new("--allow-mixed")
    {
        Description = "Take results together that differ in what makes numbers comparable (data, split, protocol, pretraining, precision, versions); what differs is said beside them.",
    };

    /// <summary>The results that are meant.</summary>
    public static RowFilter FilterOf(this ParseResult parsed, Option<string[]> where) => RowFilter.Parse(parsed.GetValue(where)!);
}
