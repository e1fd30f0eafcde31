using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Collects what is wrong with a file, so that all of it is said at once.</summary>
internal sealed class Mistakes(string file)
{
    private readonly SortedSet<(int Line, int Order, string What)> found = [];
    private readonly HashSet<(int, string)> said = [];

    /// <summary>Notes a mistake; the same one on the same line is said once.</summary>
    public void Add(int line, string what)
    {
        if (said.Add((line, what))) found.Add((line, found.Count, what));
    }

    /// <summary>How many are noted.</summary>
    public int Count => found.Count;

    /// <exception cref="UserError">There was a mistake: one line each, as <c>file:line: what</c>, in the order of lines.</exception>
    public void ThrowIfAny()
    {
        if (found.Count > 0) throw new UserError(string.Join('\n', found.Select(m => $"{file}:{m.Line}: {m.What}")));
    }
}
