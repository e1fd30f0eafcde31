using Bench.Core;
using Bench.Harness.Running;

namespace Bench.Cli;

/// <summary>The weights that cells have kept, where results go from one database to another.</summary>
internal static class KeptWeightsFiles
{
    /// <summary>Puts what is kept in one work folder of cells that are finished here into that of a database, where it is not; returns of how many.</summary>
    public static int TakeOver(WorkFolder from, WorkFolder to, IReadOnlySet<string> finished)
    {
        var folder = Path.GetDirectoryName(from.Weights("x"))!;
        if (!Directory.Exists(folder) || Path.GetFullPath(from.Path) == Path.GetFullPath(to.Path)) return 0;
        var taken = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            var cell = Path.GetFileNameWithoutExtension(file);
            if (!finished.Contains(cell) || File.Exists(to.Weights(cell))) continue;
            DurableFile.LinkOrCopy(file, to.Weights(cell));
            taken++;
        }
        return taken;
    }

    /// <summary>Says of how many cells weights were taken over; nothing where there were none.</summary>
    public static void Tell(int cells)
    {
        if (cells > 0) Console.WriteLine($"weights   that {Display.Words.Count(cells, "cell")} {(cells == 1 ? "has" : "have")} kept");
    }
}
