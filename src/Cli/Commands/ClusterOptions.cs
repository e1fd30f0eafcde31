using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Launching;

namespace Bench.Cli.Commands;

/// <summary>What can be asked of a cluster: options of <c>run</c> and <c>resume</c>.</summary>
internal sealed partial record ClusterOptions
{
    private const string ByTime = "auto";

    public Option<int> Parallelism { get; } = CommonOptions.Positive("--array-parallelism", "Tasks of the sweep that run at once at most.", () => 256);
    public Option<string> CellsPerTask { get; } = Checked("--cells-per-task", "auto|N", "Cells of a task; auto: as many as take 15 to 60 minutes.",
        text => text == ByTime || Number(text) > 0 ? null : $"--cells-per-task takes auto or a whole number from 1{CommonOptions.Bound(text)}, not '{text}'", ByTime)!;
    public Option<string?> Time { get; } = Checked("--time", "TIME", "Time limit of a task, as Slurm writes it: 90 (minutes), 1:30:00, 1-12. A task that needs longer goes on from its checkpoint.",
        text => SlurmTime.Parse(text) is { } time && time > TimeSpan.Zero ? null : $"--time takes {SlurmTime.Forms}, not '{text}'");
    public Option<string?> Partition { get; } = Checked("--partition", "NAME", "The cluster's partition.");
    public Option<string?> Gres { get; } = Checked("--gres", "DEVICES", "Devices of a task, such as gpu:1; --device cuda has it compute there.");
    public Option<int> Cpus { get; } = CommonOptions.Positive("--cpus", "Workers of a task, each with its own processors (one, or --threads): so many of its cells are computed at once.", () => 1);
    public Option<string?> Memory { get; } = Checked("--mem", "SIZE", "Memory of a task: megabytes, or as 4G.",
        text => Size().IsMatch(text) ? null : $"--mem takes megabytes, or a number with K, M, G or T, such as 4G, not '{text}'");
    public Option<string?> Account { get; } = Checked("--account", "NAME", "The account that is charged.");
    public Option<string?> Exclude { get; } = Checked("--exclude", "NODES", "Nodes that tasks keep away from, as the scheduler writes them: n3 or n[3-5].");
    public Option<string[]> Arguments { get; } = Several("--sbatch-arg", "WORD", "An option for sbatch as it is, such as --sbatch-arg=--qos=long; may be given several times.", SlurmArgument.Mistake);
    public Option<string[]> Setup { get; } = Several("--setup", "LINE", "A line of shell that comes before the program in every task, such as 'module load cuda'; may be given several times.", _ => null);
    public Option<int> MaxRequeue { get; } = new("--max-requeue") { Description = "How often a task is begun again that has stopped after a checkpoint.", HelpName = "N", DefaultValueFactory = _ => 3 };

    public ClusterOptions() => MaxRequeue.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && Number(token.Value) is not (>= 0 and <= 1000)) result.AddError($"--max-requeue takes a whole number from 0 to 1000, not '{token.Value}'");
    });

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Parallelism, CellsPerTask, Time, Partition, Gres, Cpus, Memory, Account, Exclude, Arguments, Setup, MaxRequeue];

    /// <summary>What is asked; of what is not said, that which was asked <paramref name="before"/>.</summary>
    public TaskNeeds NeedsOf(ParseResult parsed, int threads, TaskNeeds? before = null)
    {
        before ??= new TaskNeeds { Threads = threads };
        T Given<T>(Option<T> option, T standing) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option)! : standing;
        return before with
        {
            Time = Given(Time, before.Time), Partition = Given(Partition, before.Partition), Gres = Given(Gres, before.Gres), Cpus = Given(Cpus, before.Cpus), Memory = Given(Memory, before.Memory),
            Account = Given(Account, before.Account), Exclude = Given(Exclude, before.Exclude), Arguments = Given(Arguments, [.. before.Arguments]), Setup = Given(Setup, [.. before.Setup]), MaxRequeue = Given(MaxRequeue, before.MaxRequeue),
        };
    }

    /// <summary>How tasks are made; of what is not said, as <paramref name="before"/>.</summary>
    public (int Parallelism, int? CellsPerTask) SizesOf(ParseResult parsed, SubmissionRecord? before = null)
    {
        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
        return (before is null || IsGiven(Parallelism) ? parsed.GetValue(Parallelism) : before.Parallelism,
            before is null || IsGiven(CellsPerTask) ? Number(parsed.GetValue(CellsPerTask)!) : before.CellsPerTask);
    }

    private static Option<string?> Checked(string name, string placeholder, string description, Func<string, string?>? mistake = null, string? standing = null)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = placeholder };
        if (standing is not null) option.DefaultValueFactory = _ => standing;
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (OneLine(name, token.Value) ?? mistake?.Invoke(token.Value)) is { } wrong) result.AddError(wrong);
        });
        return option;
    }

    private static Option<string[]> Several(string name, string placeholder, string description, Func<string, string?> mistake)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = placeholder, DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Select(token => mistake(token.Value)).OfType<string>()) result.AddError(wrong);
        });
        return option;
    }

    private static string? OneLine(string name, string text) => text.Any(char.IsControl) ? $"{name} takes one line" : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("^[0-9]{1,12}[KMGTkmgt]?$")]
    private static partial Regex Size();
}
