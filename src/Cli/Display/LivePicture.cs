using Spectre.Console;

namespace Bench.Cli.Display;

/// <summary>
/// Some lines at the bottom of a terminal that are painted over and over, and above them lines that stay. (Spectre's own live display
/// leaves the ends of its old lines beside shorter ones that are written above it.)
/// </summary>
internal sealed class LivePicture : IDisposable
{
    private const string HideCursor = "\e[?25l", ShowCursor = "\e[?25h", ClearBelow = "\e[J";

    private int painted;

    public LivePicture() => Console.Out.Write(HideCursor);

    /// <param name="above">Lines that stay, each with its end.</param>
    /// <param name="picture">None wider than the terminal.</param>
    public void Show(IReadOnlyList<Text> above, IReadOnlyList<Paragraph> picture)
    {
        Clear();
        foreach (var line in above) AnsiConsole.Write(line);
        foreach (var line in picture)
        {
            AnsiConsole.Write(line);
            AnsiConsole.WriteLine();
        }
        painted = picture.Count;
    }

    /// <summary>Takes the picture away; what stays, stays.</summary>
    public void Dispose()
    {
        Clear();
        Console.Out.Write(ShowCursor);
    }

    private void Clear()
    {
        if (painted > 0) Console.Out.Write($"\e[{painted}A\r{ClearBelow}");
        painted = 0;
    }
}
