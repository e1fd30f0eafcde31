namespace Bench.Launching;

/// <summary>Words that a user gives to <c>sbatch</c> beside those that have an option of their own.</summary>
public static class SlurmArgument
{
    // What the submission itself says, or what makes sbatch answer otherwise than with a job.
    private static readonly string[] Own =
    [
        "--array", "--dependency", "--job-name", "--parsable", "--wrap", "--wait", "--output", "--error", "--open-mode", "--chdir", "--export", "--export-file", "--get-user-env",
        "--kill-on-invalid-dep", "--ntasks", "--nodes", "--test-only", "--help", "--usage", "--version",
    ];
    private const string OwnLetters = "adJWoeDnNhV";

    /// <summary>What is wrong with a word; null where nothing is.</summary>
    public static string? Mistake(string word)
    {
        if (word.Length < 2 || word[0] != '-' || word == "--") return $"--sbatch-arg takes an option of sbatch together with its value, such as --sbatch-arg=--qos=long, not '{word}'";
        var name = word.Split('=')[0];
        var own = word.StartsWith("--", StringComparison.Ordinal)
            ? Own.Contains(name) ? name : Own.FirstOrDefault(o => o.StartsWith(name, StringComparison.Ordinal)) // for which sbatch takes any beginning of it that is of no other
            : OwnLetters.Contains(word[1]) ? word[..2] : null;
        return own is null ? null : $"--sbatch-arg: '{own}' is what the submission itself says or needs";
    }
}
