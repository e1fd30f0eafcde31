namespace Bench.Datasets;

/// <summary>A text with one blank wherever there are more, or tabs, and none where a line begins or ends.</summary>
internal sealed class SingleBlanks(TextReader text) : TextReader
{
    private readonly char[] block = new char[1 << 13];
    private int at, length;
    private bool isPending, isInLine;
    private int? held;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
        {
            if (Next() is var letter and >= 0) buffer[i] = (char)letter;
            else return i;
        }
        return buffer.Length;
    }

    public override int Read() => Next();

    protected override void Dispose(bool disposing)
    {
        if (disposing) text.Dispose();
        base.Dispose(disposing);
    }

    // The next character of the result: blanks are kept back until it is known that more follows in the line.
    private int Next()
    {
        if (held is { } letter)
        {
            held = null;
            return letter;
        }
        while (true)
        {
            if (at == length && (length = text.Read(block, at = 0, block.Length)) == 0) return -1;
            var next = block[at++];
            if (next is ' ' or '\t') isPending = isInLine;
            else if (next is '\n' or '\r')
            {
                isPending = isInLine = false;
                return next;
            }
            else
            {
                isInLine = true;
                if (!isPending) return next;
                (isPending, held) = (false, next);
                return ' ';
            }
        }
    }
}
