using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Bench.Tensors;

/// <summary>
/// Reads pickles of Python (protocols 0 to 5) as data. Python's own reader is a machine that imports modules and calls what the file
/// says; this one notes down names and calls and makes none of them, so that a hostile file can do no more than fail. A file that would
/// run a command or code in Python is refused by the name of what it would run. Time and memory are bounded by the length of the file
/// and the number of its instructions.
/// </summary>
public sealed class PickleReader
{
    private const int MostWork = 5_000_000;
    private const string Ordered = "collections.OrderedDict", Default = "collections.defaultdict";

    private readonly PickleBytes source;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private readonly ICollection<PickleReference>? references;
    private long work; // instructions, and items that are copied

    private PickleReader(PickleBytes source, ICollection<PickleReference>? references)
    {
        this.source = source;
        this.references = references;
    }

    /// <summary>The value of the one pickle that begins where the stream stands; the stream then stands behind it.</summary>
    /// <param name="stream">A stream that knows its length.</param>
    /// <param name="references">Where all references of the pickle are put, in order; null: nowhere.</param>
    /// <exception cref="InvalidDataException">It is none, or one that is refused; the message follows the name of the file.</exception>
    public static object? Read(Stream stream, ICollection<PickleReference>? references = null)
    {
        try
        {
            return new PickleReader(new(stream), references).Run();
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            throw new InvalidDataException(e is EndOfStreamException ? "its pickle is truncated" : "its pickle is damaged", e);
        }
    }

    private object? Run()
    {
        while (work++ < MostWork)
        {
            var code = source.Byte();
            if (code == '.') return Pop();
            if (!Constant(code) && !Container(code) && !Memory(code) && !Making(code)) throw new InvalidDataException($"its pickle has the instruction 0x{code:x2}, which is not read");
        }
        throw new InvalidDataException($"its pickle has more than the {MostWork:N0} instructions that are read");
    }

    private bool Constant(byte code)
    {
        switch (code)
        {
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'I': Push(source.Line() switch { "00" => false, "01" => true, var text => PickleLiterals.Whole(text) }); break;
            case (byte)'L': Push(PickleLiterals.Whole(source.Line().TrimEnd('L'))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(source.Bytes(4))); break;
            case (byte)'K': Push((long)source.Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(source.Bytes(2))); break;
            case 0x8a: Push(PickleLiterals.Whole(source.Bytes(source.Byte()))); break;
            case 0x8b: Push(PickleLiterals.Whole(source.Bytes(PickleLiterals.Short(source.Length(4))))); break;
            case (byte)'F': Push(double.TryParse(source.Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Damaged()); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(source.Bytes(8))); break;
            case (byte)'S': Push(PickleLiterals.Quoted(source.Line())); break;
            case (byte)'T': Push(source.Bytes(source.Length(4))); break;
            case (byte)'U': Push(source.Bytes(source.Byte())); break;
            case (byte)'V': Push(PickleEscapes.Text(source.Line())); break;
            case (byte)'X': Push(Encoding.UTF8.GetString(source.Bytes(source.Length(4)))); break;
            case 0x8c: Push(Encoding.UTF8.GetString(source.Bytes(source.Byte()))); break;
            case 0x8d: Push(Encoding.UTF8.GetString(source.Bytes(source.Length(8)))); break;
            case (byte)'B': Push(source.Bytes(source.Length(4))); break;
            case (byte)'C': Push(source.Bytes(source.Byte())); break;
            case 0x8e or 0x96: Push(source.Bytes(source.Length(8))); break;
            default: return false;
        }
        return true;
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)']' or 0x8f or (byte)')': Push(new PickleSequence([])); break;
            case (byte)'l' or (byte)'t' or 0x91: Push(new PickleSequence(PopToMark())); break;
            case 0x85 or 0x86 or 0x87: Push(new PickleSequence(PopLast(code - 0x84))); break;
            case (byte)'a': AddTo([Pop()]); break;
            case (byte)'e' or 0x90: AddTo(PopToMark()); break;
            case (byte)'}': Push(new PickleDictionary()); break;
            case (byte)'d':
                var items = PopToMark();
                Push(new PickleDictionary());
                SetIn(items);
                break;
            case (byte)'s': SetIn(PopLast(2)); break;
            case (byte)'u': SetIn(PopToMark()); break;
            default: return false;
        }
        return true;
    }

    private bool Memory(byte code)
    {
        switch (code)
        {
            case 0x80:
                if (source.Byte() is > 5 and var protocol) throw new InvalidDataException($"its pickle is of protocol {protocol}; 0 to 5 are read");
                break;
            case 0x95: source.Length(8); break; // a frame, which is for readers that read ahead
            case (byte)'(': marks.Push(stack.Count); break;
            case (byte)'0' when marks.Count > 0 && marks.Peek() == stack.Count: marks.Pop(); break;
            case (byte)'0': Pop(); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': Push(stack[^1]); break;
            case (byte)'p': memo[Index(source.Line())] = stack[^1]; break;
            case (byte)'q': memo[source.Byte()] = stack[^1]; break;
            case (byte)'r': memo[BinaryPrimitives.ReadUInt32LittleEndian(source.Bytes(4))] = stack[^1]; break;
            case 0x94: memo[memo.Count] = stack[^1]; break;
            case (byte)'g': Push(Remembered(Index(source.Line()))); break;
            case (byte)'h': Push(Remembered(source.Byte())); break;
            case (byte)'j': Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(source.Bytes(4)))); break;
            default: return false;
        }
        return true;
    }

    private bool Making(byte code)
    {
        switch (code)
        {
            case (byte)'c': Push(Named(source.Line(), source.Line())); break;
            case 0x93:
                var (name, module) = (PickleText.Of(Pop()), PickleText.Of(Pop()));
                Push(Named(module ?? throw Damaged(), name ?? throw Damaged()));
                break;
            case (byte)'R' or 0x81:
                var arguments = Pop();
                Push(Made(Pop(), arguments));
                break;
            case 0x92:
                var (keywords, positional) = (Pop(), Pop());
                Push(Made(Pop(), new PickleSequence([.. Copied(positional), keywords])));
                break;
            case (byte)'i':
                var made = Named(source.Line(), source.Line());
                Push(Made(made, new PickleSequence(PopToMark())));
                break;
            case (byte)'o':
                var parts = PopToMark();
                if (parts.Count == 0) throw Damaged();
                Push(Made(parts[0], new PickleSequence(parts[1..])));
                break;
            case (byte)'b':
                var state = Pop();
                if (stack[^1] is PickleCall call) call.State = state; // an OrderedDict is told the versions of a network's modules
                break;
            case (byte)'P': Push(Referred(source.Line())); break;
            case (byte)'Q': Push(Referred(Pop())); break;
            case 0x82 or 0x83 or 0x84: throw new InvalidDataException("its pickle asks for an extension by number, which is not read");
            case 0x97 or 0x98: throw new InvalidDataException("its pickle keeps data in buffers outside of the file, which is not read");
            default: return false;
        }
        return true;
    }

    private static PickleName Named(string module, string name) => PickleDangers.Has(new(module, name))
        ? throw new InvalidDataException($"to read it, Python would run {module}.{name}: it is refused, and nothing of it was run")
        : new(module, name);

    private PickleReference Referred(object? id)
    {
        var reference = new PickleReference(id);
        references?.Add(reference);
        return reference;
    }

    // Dictionaries that know their order, or a value for what is lacking, are dictionaries.
    private object Made(object? callee, object? arguments)
    {
        var call = new PickleCall(callee, arguments);
        if (call.Name is not (Ordered or Default)) return call;
        var dictionary = new PickleDictionary();
        foreach (var pair in call.Name == Ordered && call.Arguments is [var pairs] ? Copied(pairs) : [])
            if (pair is PickleSequence { Items: [var key, var value] }) dictionary.Items.Add(new(key, value));
        return dictionary;
    }

    private List<object?> Copied(object? sequence)
    {
        var items = (sequence as PickleSequence)?.Items ?? [];
        work += items.Count;
        return work < MostWork ? items : [];
    }

    private void AddTo(List<object?> items)
    {
        if (Top() is PickleSequence sequence) sequence.Items.AddRange(items);
        else if (Top() is PickleCall call) call.Items.AddRange(items.Select(item => new KeyValuePair<object?, object?>(null, item)));
        else throw Damaged();
    }

    private void SetIn(List<object?> items)
    {
        if (items.Count % 2 != 0) throw Damaged();
        var into = Top() switch { PickleDictionary dictionary => dictionary.Items, PickleCall call => call.Items, _ => throw Damaged() };
        for (var i = 0; i < items.Count; i += 2) into.Add(new(items[i], items[i + 1]));
    }

    private object? Top() => stack[^1];

    private void Push(object? value) => stack.Add(value);

    // What lies before the last mark is out of reach.
    private object? Pop()
    {
        if (stack.Count - 1 < (marks.Count > 0 ? marks.Peek() : 0)) throw Damaged();
        var last = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return last;
    }

    private List<object?> PopLast(int count)
    {
        if (stack.Count - count < (marks.Count > 0 ? marks.Peek() : 0)) throw Damaged();
        var last = stack.GetRange(stack.Count - count, count);
        stack.RemoveRange(stack.Count - count, count);
        return last;
    }

    private List<object?> PopToMark()
    {
        var mark = marks.Pop();
        if (mark > stack.Count) throw Damaged();
        var rest = stack.GetRange(mark, stack.Count - mark);
        stack.RemoveRange(mark, rest.Count);
        return rest;
    }

    private object? Remembered(long index) => memo.TryGetValue(index, out var value) ? value : throw Damaged();

    private static long Index(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw Damaged();

    private static InvalidDataException Damaged() => new("its pickle is damaged");
}
