using System.ComponentModel;
using System.Diagnostics;
using Bench.Core;

namespace Bench.Launching;

/// <summary>What a command of Slurm has said.</summary>
internal sealed record SlurmAnswer(int ExitCode, string Output, string Errors)
{
    /// <summary>What it complains about, in one line and in its own words.</summary>
    public string Complaint(string command)
    {
        var lines = Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => !line.StartsWith("Try \"", StringComparison.Ordinal)).ToList();
        if (lines.Count == 0) return $"{command}: exit code {ExitCode}";
        return string.Join("; ", lines.Select((line, i) => i == 0 ? line : line.Replace($"{command}: error: ", "")).Distinct());
    }
}

/// <summary>Runs the commands of Slurm. What a user's shell has in its environment stays there: a job is given the environment of <c>sbatch</c>.</summary>
internal static class SlurmCommand
{
    // Whose home and which cluster; what finds commands and modules for lines of setup; where Slurm is asked by default.
    private static readonly HashSet<string> Kept =
    [
        "HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LC_ALL", "TERM", "KRB5CCNAME", "SLURM_CONF",
        "SBATCH_ACCOUNT", "SBATCH_PARTITION", "SBATCH_QOS", "SBATCH_RESERVATION", "SBATCH_CONSTRAINT", "SBATCH_TIMELIMIT",
    ];
    private static readonly string[] KeptBeginnings = ["LMOD_", "MODULE", "BASH_FUNC_module", "BASH_FUNC_ml"];

    /// <summary>Whether a command is there.</summary>
    public static bool Exists(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, command)));

    /// <summary>Whether a job gets a variable of the shell in which it is submitted.</summary>
    public static bool Keeps(string variable) => Kept.Contains(variable) || KeptBeginnings.Any(begin => variable.StartsWith(begin, StringComparison.Ordinal));

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its words.</param>
    /// <param name="limit">After which it is given up.</param>
    /// <param name="more">More of its environment.</param>
    /// <exception cref="UserError">It is not there, or says nothing for so long.</exception>
    public static SlurmAnswer Run(string command, IEnumerable<string> arguments, TimeSpan limit, params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(name => !Keeps(name)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in more) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(limit) || !Task.WaitAll([output, errors], limit))
            {
                process.Kill(entireProcessTree: true);
                throw new UserError($"'{command}' has not answered in {limit.TotalSeconds:0} s");
            }
            return new(process.ExitCode, output.Result, errors.Result);
        }
        catch (Win32Exception missing)
        {
            throw new UserError($"there is no command '{command}' on the path: run this where Slurm's commands are, such as on the login node", missing);
        }
    }
}
