using System.Security.Cryptography;
using System.Text;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Names of sweeps, which are names of files and folders too: letters, digits, '-', '_' and '.'.</summary>
public static class SweepName
{
    /// <summary>In letters: file systems take 255 bytes, some of which the product's own endings need.</summary>
    public const int Longest = 100;

    /// <summary>What is wrong with a name that a sweep gives itself; null where nothing is.</summary>
    public static string? Mistake(string name) =>
        name.Length == 0 ? "the name is empty"
        : name.Length > Longest ? $"the name is used for files: it has {name.Length} letters, and may have {Longest}"
        : !name.All(IsLetter) || name[0] is '.' or '-'
            ? $"the name '{name}' is used for files: it takes letters, digits, '-', '_' and '.', and starts with a letter or digit"
            : null;

    /// <summary>The name of a sweep that gives itself none: that of its file, other letters replaced by '-'; empty where nothing is left.</summary>
    public static string OfFile(string path) =>
        string.Concat(Path.GetFileNameWithoutExtension(path).Select(c => IsLetter(c) ? c : '-')).TrimStart('.', '-');

    /// <summary>
    /// The folder of a sweep's files: its name, or, of a name that no sweep file may have and that a foreign or edited database holds, what can stay of it with a few
    /// digits of its fingerprint.
    /// </summary>
    public static string Folder(string name) => Mistake(name) is null ? name
        : $"{string.Concat(name.Take(Longest - 9).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]}".TrimStart('-');

    /// <summary>Whether two names, though not the same, would be one name of a file somewhere: where case or a last '.' does not count.</summary>
    public static bool Collide(string a, string b) => a != b && string.Equals(a.TrimEnd('.'), b.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Another sweep file beside one whose name is made of its file's that would be called the same; null where there is none.</summary>
    public static string? Twin(Sweep sweep)
    {
        if (sweep.IsNamed) return null;
        var file = Path.GetFullPath(sweep.Path);
        return Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal).FirstOrDefault(other => other != file
            && Path.GetExtension(other).ToLowerInvariant() is ".yaml" or ".yml"
            && string.Equals(OfFile(other).TrimEnd('.'), sweep.Name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase) && !NamesItself(other));
    }

    private static bool NamesItself(string path)
    {
        try
        {
            return File.ReadLines(path).Any(line => line.StartsWith("name:", StringComparison.Ordinal));
        }
        catch (Exception unreadable) when (FileTrouble.Is(unreadable))
        {
            return true; // it cannot be run as it is
        }
    }

    private static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
