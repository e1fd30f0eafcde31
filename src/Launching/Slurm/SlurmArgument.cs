namespace Bench.Launching;

/// <summary>Words that a user gives to <c>sbatch</c> beside those that have an option of their own.</summary>
public static class SlurmArgument
{
    // What the submission itself says, or what makes sbatch answer otherwise than with a job of this cluster.
    private static readonly string[] Own =
    [
        "--array", "--dependency", "--job-name", "--parsable", "--wrap", "--wait", "--output", "--error", "--open-mode", "--chdir", "--export", "--export-file", "--get-user-env",
        "--kill-on-invalid-dep", "--ntasks", "--nodes", "--test-only", "--help", "--usage", "--version", "--signal", "--clusters",
    ];

    // What an option of the program asks for.
    private static readonly Dictionary<string, string> Options = new()
    {
        ["--time"] = "--time", ["--mem"] = "--mem", ["--mem-per-cpu"] = "--mem", ["--mem-per-gpu"] = "--mem", ["--gres"] = "--gres", ["--cpus-per-task"] = "--cpus", ["--exclude"] = "--exclude",
        ["--requeue"] = "--max-requeue", ["--no-requeue"] = "--max-requeue",
    };

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['a'] = "--array", ['d'] = "--dependency", ['J'] = "--job-name", ['W'] = "--wait", ['o'] = "--output", ['e'] = "--error", ['D'] = "--chdir", ['n'] = "--ntasks", ['N'] = "--nodes",
        ['h'] = "--help", ['V'] = "--version", ['M'] = "--clusters", ['t'] = "--time", ['c'] = "--cpus-per-task", ['x'] = "--exclude", ['p'] = "--partition", ['A'] = "--account", ['q'] = "--qos",
        ['C'] = "--constraint", ['w'] = "--nodelist", ['L'] = "--licenses", ['G'] = "--gpus",
    };

    // Those that have no value, so that another may follow in the same word.
    private const string Flags = "HkOQsuv";

    // Where a job may go and who pays, whatever it needs.
    private static readonly string[] Places = ["--partition", "--account", "--qos", "--reservation", "--constraint", "--nodelist", "--wckey"];

    // What a task needs, and a job that only copies files does not.
    private static readonly string[] Needs =
    [
        "--gpus", "--gpus-per-node", "--gpus-per-socket", "--gpus-per-task", "--gpu-bind", "--gpu-freq", "--cpus-per-gpu", "--gres-flags", "--exclusive", "--licenses", "--mincpus", "--tmp",
        "--sockets-per-node", "--cores-per-socket", "--threads-per-core", "--extra-node-info", "--ntasks-per-node", "--ntasks-per-gpu", "--hint", "--time-min",
    ];

    /// <summary>What is wrong with a word; null where nothing is.</summary>
    public static string? Mistake(string word)
    {
        if (word.Length < 2 || word[0] != '-' || word == "--") return $"--sbatch-arg takes an option of sbatch together with its value, such as --sbatch-arg=--qos=long, not '{word}'";
        foreach (var (name, written) in OptionsOf(word))
        {
            if (Meant(Own, name) is { } own) return $"--sbatch-arg: '{(written == name ? own : written)}' is what the submission itself says or needs";
            if (Meant(Options.Keys, name) is { } asked) return $"--sbatch-arg: '{written}' is what {Options[asked]} asks for: use that";
        }
        return null;
    }

    /// <summary>What the last of some words gives an option; null where none does.</summary>
    public static string? ValueOf(IEnumerable<string> words, string option)
    {
        string? value = null;
        foreach (var word in words)
            foreach (var (_, written) in OptionsOf(word).Where(o => Meant([option], o.Name) is not null))
                value = written.Length > 2 ? word.Split('=', 2).ElementAtOrDefault(1) : word[(word.IndexOf(written[1]) + 1)..];
        return value;
    }

    /// <summary>Those of some words that say where a job may go and who pays.</summary>
    public static IEnumerable<string> PlacesIn(IEnumerable<string> words) => words.Where(word => OptionsOf(word).All(o => Meant(Places, o.Name) is not null));

    /// <summary>Those of some words that are said of a job too which only copies files.</summary>
    public static IEnumerable<string> WithoutNeeds(IEnumerable<string> words) => words.Where(word => !OptionsOf(word).Any(o => Meant(Needs, o.Name) is not null));

    // sbatch takes any beginning of an option that is of no other.
    private static string? Meant(IReadOnlyCollection<string> options, string name) => options.Contains(name) ? name : options.FirstOrDefault(o => o.StartsWith(name, StringComparison.Ordinal));

    // By the long name where there is one, and as it is written: several short ones may be in one word, as -Ha0-3.
    private static IEnumerable<(string Name, string Written)> OptionsOf(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var name = word.Split('=')[0];
            yield return (name, name);
            yield break;
        }
        foreach (var letter in word.Skip(1))
        {
            yield return (Letters.GetValueOrDefault(letter) ?? $"-{letter}", $"-{letter}");
            if (!Flags.Contains(letter)) yield break; // the rest is its value
        }
    }
}
