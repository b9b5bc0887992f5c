import '@/components/ui/base.css';
import '@/components/desk/desk.css';
import { startDesk } from '@/components/desk/start';

startDesk();
