// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Memory pressure as Linux tells it: a file is opened, a trigger written, and `poll` wakes when
/// the kernel (or systemd, through a FIFO) has something to say. One platform thread,
/// `hob-pressure`, which sleeps in `poll` without a time-out: an idle machine never wakes it. The
/// JDK cannot poll for `POLLPRI`, hence the four calls into libc.
///
/// 1. Kernel: Documentation/accounting/psi.rst, "Monitoring for pressure thresholds". An
///    unprivileged trigger needs a window that is a multiple of two seconds.
/// 2. systemd: "Memory Pressure Handling", `$MEMORY_PRESSURE_WATCH`, `$MEMORY_PRESSURE_WRITE`.
public final class KernelPressure implements Pressure {
  /// Wakes when tasks stalled for 200 ms in two seconds.
  private static final String TRIGGER = "some 200000 2000000\0";

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final short POLLIN = 0x1;
  private static final short POLLPRI = 0x2;
  private static final short POLLERR = 0x8;
  private static final short POLLHUP = 0x10;
  private static final long POLLFD_BYTES = 8;

  private final Libc libc = new Libc();
  private final int watched;

  /// What the file wakes for. A pressure file always claims to be readable (the kernel's default
  /// poll mask), so asking it for `POLLIN` would spin; a FIFO or socket knows no `POLLPRI`.
  private final short wanted;

  private final int stop;
  private @Nullable Thread thread;

  /// @param file a pressure file of the kernel or a FIFO
  /// @param trigger written once after opening; empty = nothing
  /// @throws IOException the file cannot be opened or refuses the trigger
  public KernelPressure(Path file, byte[] trigger) throws IOException {
    wanted = Files.isRegularFile(file) ? POLLPRI : POLLIN;
    watched = libc.open(file.toString(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (watched < 0) {
      throw new IOException(file + " cannot be opened for reading and writing");
    }
    if (trigger.length > 0 && libc.write(watched, trigger) != trigger.length) {
      libc.close(watched);
      throw new IOException(file + " refuses the pressure trigger");
    }
    stop = libc.eventfd();
    if (stop < 0) {
      libc.close(watched);
      throw new IOException("eventfd failed");
    }
  }

  /// What the environment names (systemd's protocol), else the kernel's own file.
  ///
  /// @return empty when systemd says not to watch
  /// @throws IOException as the constructor
  public static Optional<Pressure> open(Map<String, String> environment) throws IOException {
    String watch = environment.getOrDefault("MEMORY_PRESSURE_WATCH", "");
    if (watch.equals("/dev/null")) {
      return Optional.empty();
    }
    if (watch.isEmpty()) {
      return Optional.of(
          new KernelPressure(
              Path.of("/proc/pressure/memory"), TRIGGER.getBytes(StandardCharsets.US_ASCII)));
    }
    byte[] trigger =
        Base64.getDecoder().decode(environment.getOrDefault("MEMORY_PRESSURE_WRITE", ""));
    return Optional.of(new KernelPressure(Path.of(watch), trigger));
  }

  @Override
  public synchronized void listen(Runnable listener) {
    if (thread != null) {
      throw new IllegalStateException("already listening");
    }
    thread = Thread.ofPlatform().name("hob-pressure").daemon().start(() -> watch(listener));
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null && running.isAlive()) {
      libc.write(stop, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}); // the thread closes the files
    } else if (running == null) {
      libc.close(watched);
      libc.close(stop);
    }
  }

  private void watch(Runnable listener) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fds = arena.allocate(2 * POLLFD_BYTES, 8);
      MemorySegment drain = arena.allocate(4096);
      set(fds, 0, watched, wanted);
      set(fds, 1, stop, POLLIN);
      while (libc.poll(fds, 2) && events(fds, 1) == 0) {
        short events = events(fds, 0);
        if ((events & (POLLERR | POLLHUP)) != 0) {
          return; // the cgroup is gone: nothing will come from here any more
        }
        if ((events & wanted & POLLIN) != 0) {
          libc.read(watched, drain); // a FIFO stays readable until it is read
        }
        if ((events & wanted) != 0) {
          listener.run();
        }
      }
    } finally {
      libc.close(watched);
      libc.close(stop);
    }
  }

  private static void set(MemorySegment fds, int index, int fd, short events) {
    fds.set(JAVA_INT, index * POLLFD_BYTES, fd);
    fds.set(JAVA_SHORT, index * POLLFD_BYTES + 4, events);
  }

  private static short events(MemorySegment fds, int index) {
    return fds.get(JAVA_SHORT, index * POLLFD_BYTES + 6);
  }

  /// The calls of libc that the JDK does not offer.
  private static final class Libc {
    private static final int EINTR = 4;
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

    private final MethodHandle open = variadic("open", JAVA_INT, 2, ADDRESS, JAVA_INT);
    private final MethodHandle write = call("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle read = call("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle close = call("close", JAVA_INT, JAVA_INT);
    private final MethodHandle eventfd = call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private final MethodHandle poll =
        handle(
            "poll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
            Linker.Option.captureCallState("errno"));

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... args) {
      return handle(name, FunctionDescriptor.of(result, args));
    }

    private static MethodHandle variadic(
        String name, MemoryLayout result, int firstVariadic, MemoryLayout... args) {
      return handle(
          name, FunctionDescriptor.of(result, args), Linker.Option.firstVariadicArg(firstVariadic));
    }

    @SuppressWarnings("restricted") // only libc, with checked types
    private static MethodHandle handle(
        String name, FunctionDescriptor type, Linker.Option... options) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
    }

    int open(String file, int flags) {
      try (Arena arena = Arena.ofConfined()) {
        return (int) open.invokeExact(arena.allocateFrom(file), flags);
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    long write(int fd, byte[] bytes) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocateFrom(JAVA_BYTE, bytes);
        return (long) write.invokeExact(fd, buffer, (long) bytes.length);
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    void read(int fd, MemorySegment buffer) {
      try {
        long ignored = (long) read.invokeExact(fd, buffer, buffer.byteSize());
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    void close(int fd) {
      try {
        int ignored = (int) close.invokeExact(fd);
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    int eventfd() {
      try {
        return (int) eventfd.invokeExact(0, O_CLOEXEC);
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    /// Waits without limit; a signal does not end the wait.
    ///
    /// @return false when the descriptors cannot be polled
    boolean poll(MemorySegment fds, long count) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(CALL_STATE);
        int ready;
        do {
          ready = (int) poll.invokeExact(state, fds, count, -1);
        } while (ready < 0 && (int) ERRNO.get(state, 0L) == EINTR);
        return ready >= 0;
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    private static IllegalStateException failed(Throwable cause) {
      return new IllegalStateException("a call into libc failed", cause);
    }
  }
}
