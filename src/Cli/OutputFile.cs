using Bench.Core;

namespace Bench.Cli;

/// <summary>A file that an option names.</summary>
internal static class OutputFile
{
    /// <summary>Writes a text, whole or not at all, and says on the standard output where it is.</summary>
    /// <param name="what">The option, to begin the line of a mistake.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(string what, string path, string text)
    {
        Save(what, path, text);
        Console.WriteLine(path);
    }

    /// <summary>The same in silence, where the standard output holds something else.</summary>
    /// <inheritdoc cref="Write"/>
    public static void Save(string what, string path, string text)
    {
        if (Directory.Exists(path)) throw new UserError($"{what}: '{path}' is a folder; it takes a file");
        OutputFolder.Prepare(what, Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            DurableFile.Write(path, text);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"{what}: '{path}' cannot be written: {FileTrouble.Reason(error)}", error);
        }
    }
}
